import { DomainError } from '../errors.ts';
import type { BackbonePlugin } from '../plugin.ts';
import type { PluginLoader, PluginModule } from '../ports/plugin-loader.ts';
import type { PluginStates } from '../ports/plugin-states.ts';
import { flawOf } from './check-plugin.ts';
import { guardPlugin } from './guard-plugin.ts';

/** A plugin as administrators see it. */
export interface PluginEntry {
  /** Its own name; of one that failed before it could tell, the package or folder it was to come from. */
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly licence?: string;
  readonly builtIn: boolean;
  /** Whether checkpoints are shown to it. Never true for one that failed. */
  readonly enabled: boolean;
  /** Why it cannot be used, with the remedy. */
  readonly error?: string;
}

export interface PluginRegistryDependencies {
  /** Plugins that come with Tuwen, in the order they are asked. */
  readonly builtIn: readonly BackbonePlugin[];
  readonly loader: PluginLoader;
  readonly states: PluginStates;
}

interface Known {
  readonly plugin: BackbonePlugin;
  readonly builtIn: boolean;
}

interface Loaded {
  readonly known: ReadonlyMap<string, Known>;
  readonly failed: readonly PluginEntry[];
}

/**
 * The plugins there are: built-in ones first, then those from outside, imported once. One that fails is listed with its
 * error and keeps nothing else from working.
 */
export class PluginRegistry {
  readonly #deps: PluginRegistryDependencies;
  #loaded: Promise<Loaded> | undefined;
  #change: Promise<unknown> = Promise.resolve();

  constructor(deps: PluginRegistryDependencies) {
    this.#deps = deps;
  }

  /** Working plugins in the order they are asked, then those that failed. */
  async list(): Promise<readonly PluginEntry[]> {
    const [{ known, failed }, disabled] = await Promise.all([this.#load(), this.#deps.states.readDisabled()]);
    const working = Array.from(known.values(), (one) => entryOf(one, !disabled.has(one.plugin.name)));
    return [...working, ...failed];
  }

  /** Plugins that checkpoints are shown to, in their order. */
  async enabled(): Promise<readonly BackbonePlugin[]> {
    const [{ known }, disabled] = await Promise.all([this.#load(), this.#deps.states.readDisabled()]);
    return Array.from(known.values(), ({ plugin }) => plugin).filter(({ name }) => !disabled.has(name));
  }

  /**
   * Switches a plugin on or off, also for the next start. Models it imported are not touched: they do not need it.
   * @throws DomainError NOT_FOUND, PLUGIN_FAILED for one that could not be loaded
   */
  setEnabled(name: string, enabled: boolean): Promise<PluginEntry> {
    const change = this.#change.then(() => this.#setEnabled(name, enabled));
    this.#change = change.catch(() => undefined);
    return change;
  }

  async #setEnabled(name: string, enabled: boolean): Promise<PluginEntry> {
    const found = await this.#find(name);
    const disabled = new Set(await this.#deps.states.readDisabled());
    if (enabled) disabled.delete(name);
    else disabled.add(name);
    await this.#deps.states.writeDisabled(disabled);
    return entryOf(found, enabled);
  }

  async #find(name: string): Promise<Known> {
    const { known, failed } = await this.#load();
    const found = known.get(name);
    if (found !== undefined) return found;
    const error = failed.find((entry) => entry.name === name)?.error;
    if (error !== undefined) throw new DomainError('PLUGIN_FAILED', error, { details: { plugin: name } });
    throw new DomainError('NOT_FOUND', `There is no plugin ${name}.`, {
      remedy: `There are: ${[...known.keys()].join(', ')}.`,
    });
  }

  #load(): Promise<Loaded> {
    this.#loaded ??= this.#deps.loader.load().then((modules) => admit(this.#deps.builtIn, modules));
    return this.#loaded;
  }
}

/** Takes in the plugins that fulfil the contract and whose name is free; the first of a name has it. */
function admit(builtIn: readonly BackbonePlugin[], modules: readonly PluginModule[]): Loaded {
  const known = new Map<string, Known>(
    builtIn.map((plugin) => [plugin.name, { plugin: guardPlugin(plugin), builtIn: true }]),
  );
  const failed: PluginEntry[] = [];
  for (const { source, plugin, failure } of modules) {
    const flaw = failure ?? flawOf(plugin);
    if (flaw !== undefined) {
      failed.push(failedEntry(source, source, flaw));
      continue;
    }
    const admitted = plugin as BackbonePlugin;
    const holder = known.get(admitted.name);
    if (holder === undefined) known.set(admitted.name, { plugin: guardPlugin(admitted), builtIn: false });
    else failed.push(failedEntry(source, admitted.name, nameTaken(admitted.name, holder)));
  }
  return { known, failed };
}

function nameTaken(name: string, { builtIn }: Known): NonNullable<PluginModule['failure']> {
  const holder = builtIn ? 'a built-in plugin' : 'a plugin before it in TUWEN_PLUGINS';
  return { reason: `the name ${name} is taken by ${holder}`, remedy: 'Give it another name.' };
}

function failedEntry(
  source: string,
  name: string,
  { reason, remedy }: NonNullable<PluginModule['failure']>,
): PluginEntry {
  const error = `The plugin ${source} cannot be used: ${reason}. ${remedy}`;
  return { name, builtIn: false, enabled: false, error };
}

function entryOf({ plugin, builtIn }: Known, enabled: boolean): PluginEntry {
  const { name, version, description, licence } = plugin;
  return { name, version, description, licence, builtIn, enabled };
}
