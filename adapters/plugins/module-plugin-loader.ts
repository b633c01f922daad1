import { basename, isAbsolute } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { PluginLoader, PluginModule } from '../../core/ports/plugin-loader.ts';
import { PluginNotFound, pluginEntry } from './plugin-entry.ts';
import { providePluginApi } from './provide-plugin-api.ts';

/** Imports plugins from packages and folders. Whatever they do when imported, they do in this process. */
export class ModulePluginLoader implements PluginLoader {
  readonly #sources: readonly string[];
  readonly #timeoutMs: number;

  /**
   * `sources`: package names, or folders relative to the working directory. A module that is not ready in time failed: its
   * top level may wait for ever, and must not keep the server from starting.
   */
  constructor(sources: readonly string[], timeoutMs = 30_000) {
    this.#sources = sources;
    this.#timeoutMs = timeoutMs;
  }

  async load(): Promise<readonly PluginModule[]> {
    if (this.#sources.length > 0) providePluginApi();
    const modules: PluginModule[] = [];
    for (const source of this.#sources) {
      const shown = isAbsolute(source) ? basename(source) : source;
      modules.push({ source: shown, ...(await importPlugin(source, this.#timeoutMs)) });
    }
    return modules;
  }
}

async function importPlugin(source: string, timeoutMs: number): Promise<Omit<PluginModule, 'source'>> {
  try {
    const url = pathToFileURL(pluginEntry(source, process.cwd())).href;
    const { plugin } = (await inTime(import(url), timeoutMs)) as { readonly plugin?: unknown };
    return { plugin };
  } catch (error) {
    return { failure: { reason: reasonOf(error), remedy: remedyOf(error) } };
  }
}

async function inTime<T>(importing: Promise<T>, timeoutMs: number): Promise<T> {
  const cancel = new AbortController();
  const late = setTimeout(timeoutMs, undefined, cancel).then(() => {
    throw new Error(`its module was not ready after ${timeoutMs / 1000} s`);
  });
  try {
    return await Promise.race([importing, late]);
  } finally {
    cancel.abort();
    late.catch(() => undefined);
  }
}

/** One line, without folders of this machine: whoever may list plugins reads it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return `it threw ${String(error)}`;
  return error.message
    .split('\n', 1)[0]!
    .replaceAll(/ imported from \S+/g, '')
    .replaceAll(/(file:\/\/|(?<=^|[\s'"(]))\/\S*\//g, '');
}

/** V8 does not say where in a module of others its syntax is wrong. */
function remedyOf(error: unknown): string {
  if (error instanceof PluginNotFound) return error.remedy;
  if (error instanceof SyntaxError) return 'Run `node --check` on its module to see the place.';
  return 'Correct the plugin, or take it out of TUWEN_PLUGINS.';
}
