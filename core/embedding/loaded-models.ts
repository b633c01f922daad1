import { DomainError } from '../errors.ts';
import { findManifest } from '../model/find-manifest.ts';
import type { ModelManifest, Precision } from '../model/manifest.ts';
import type { ModelRuntime } from '../ports/inference-report.ts';
import type { ModelRegistry } from '../ports/model-registry.ts';
import type { ModelStore } from '../ports/model-store.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import { ServedModel } from './served-model.ts';

/** A model in memory with what it holds. */
export interface LoadedModel {
  readonly model: EmbeddingModel;
  readonly runtime: ModelRuntime;
  close(): Promise<void>;
}

export interface LoadedModelsDependencies {
  readonly store: ModelStore;
  /** Opens tokenizer and towers of a model in one of its precisions. */
  readonly open: (manifest: ModelManifest, precision: Precision) => Promise<LoadedModel>;
  /** Name used when none is asked for, whatever was chosen at run time. */
  readonly configuredDefault?: string;
  /** Precisions in order of preference; a model that has none of them is served in its reference. */
  readonly preferredPrecisions?: readonly Precision[];
}

/** A model that is in memory or on its way there. */
interface Slot {
  readonly precision: Precision;
  readonly loading: Promise<LoadedModel>;
  runtime?: ModelRuntime;
  users: number;
  /** Called when the last user has left a slot that was taken out. */
  idle?: () => void;
}

/**
 * Models of a store, each loaded once, when first used, and given back when unloaded. Whoever holds a model may go on
 * using it: calls in progress end before it is closed, and a later call loads it again.
 */
export class LoadedModels implements ModelRegistry {
  readonly #deps: LoadedModelsDependencies;
  readonly #slots = new Map<string, Slot>();

  constructor(deps: LoadedModelsDependencies) {
    this.#deps = deps;
  }

  list(): Promise<readonly ModelManifest[]> {
    return this.#deps.store.list();
  }

  async defaultName(): Promise<string | undefined> {
    const { configuredDefault, store } = this.#deps;
    if (configuredDefault !== undefined) return configuredDefault;
    const [manifests, chosen] = await Promise.all([this.list(), store.readDefault()]);
    return manifests.some(({ name }) => name === chosen) ? chosen : manifests[0]?.name;
  }

  async setDefault(name: string): Promise<ModelManifest> {
    const { configuredDefault, store } = this.#deps;
    const manifest = await findManifest(this, name);
    if (configuredDefault !== undefined && configuredDefault !== name) {
      throw new DomainError('INVALID_INPUT', `TUWEN_MODEL makes ${configuredDefault} the default.`, {
        remedy: 'Start without TUWEN_MODEL to choose at run time.',
      });
    }
    await store.writeDefault(name);
    return manifest;
  }

  async load(name?: string, precision?: Precision): Promise<EmbeddingModel> {
    const manifest = await findManifest(this, name);
    const wanted = precision ?? this.#slots.get(manifest.name)?.precision ?? this.#preferred(manifest);
    requirePrecision(manifest, wanted);
    const known = this.#slots.get(manifest.name);
    const slot = known?.precision === wanted ? known : this.#open(manifest, wanted);
    const { model } = await slot.loading;
    return new ServedModel(model, () => this.#acquire(manifest));
  }

  async unload(name: string): Promise<ModelManifest> {
    const manifest = await findManifest(this, name);
    const slot = this.#slots.get(name);
    if (slot !== undefined) {
      this.#slots.delete(name);
      await retire(slot);
    }
    return manifest;
  }

  runtime(name: string): ModelRuntime | undefined {
    return this.#slots.get(name)?.runtime;
  }

  async close(): Promise<void> {
    const slots = [...this.#slots.values()];
    this.#slots.clear();
    const loaded = await Promise.allSettled(slots.map(({ loading }) => loading));
    await Promise.all(
      loaded.map((result) => (result.status === 'fulfilled' ? result.value.close() : undefined)),
    );
  }

  /** The model for one call, and how to say that the call has ended. */
  async #acquire(manifest: ModelManifest): Promise<{ model: EmbeddingModel; release: () => void }> {
    const slot = this.#slots.get(manifest.name) ?? this.#open(manifest, this.#preferred(manifest));
    slot.users++;
    const release = () => {
      slot.users--;
      if (slot.users === 0) slot.idle?.();
    };
    try {
      return { model: (await slot.loading).model, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  #preferred({ precisions }: ModelManifest): Precision {
    const preferred = this.#deps.preferredPrecisions?.find((precision) => precision in precisions);
    return preferred ?? (Object.keys(precisions)[0] as Precision);
  }

  /** Puts a slot in the place of the one there was, which is given back as soon as the new one is ready. */
  #open(manifest: ModelManifest, precision: Precision): Slot {
    const { name } = manifest;
    const before = this.#slots.get(name);
    const slot: Slot = { precision, loading: this.#deps.open(manifest, precision), users: 0 };
    this.#slots.set(name, slot);
    slot.loading.then(
      ({ runtime }) => {
        slot.runtime = runtime;
        if (before !== undefined) retire(before).catch(() => undefined);
      },
      // A failure is not kept: the cause may be mended while the server runs.
      () => {
        if (this.#slots.get(name) !== slot) return;
        if (before === undefined) this.#slots.delete(name);
        else this.#slots.set(name, before);
      },
    );
    return slot;
  }
}

/** Closes a model after its calls in progress. */
async function retire(slot: Slot): Promise<void> {
  const loaded = await slot.loading.catch(() => undefined);
  if (slot.users > 0) {
    await new Promise<void>((resolve) => {
      slot.idle = resolve;
    });
  }
  await loaded?.close();
}

function requirePrecision({ name, precisions }: ModelManifest, wanted: Precision): void {
  if (wanted in precisions) return;
  throw new DomainError('INVALID_INPUT', `The model ${name} was not imported in ${wanted}.`, {
    remedy: `It has: ${Object.keys(precisions).join(', ')}.`,
    details: { name, precision: wanted },
  });
}
