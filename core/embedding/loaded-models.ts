import { findManifest } from '../model/find-manifest.ts';
import type { ModelManifest } from '../model/manifest.ts';
import type { InferenceReport } from '../ports/inference-report.ts';
import type { ModelRegistry } from '../ports/model-registry.ts';
import type { ModelStore } from '../ports/model-store.ts';
import type { EmbeddingModel } from './embedding-model.ts';

/** A model in memory with what it holds. */
export interface LoadedModel {
  readonly model: EmbeddingModel;
  readonly report: InferenceReport;
  close(): Promise<void>;
}

export interface LoadedModelsDependencies {
  readonly store: ModelStore;
  /** Opens tokenizer and towers of a model. */
  readonly open: (manifest: ModelManifest) => Promise<LoadedModel>;
  /** Name used when none is asked for; the first imported model when left out. */
  readonly defaultName?: string;
}

/** Models of a store, each loaded once, when first used. */
export class LoadedModels implements ModelRegistry {
  readonly #deps: LoadedModelsDependencies;
  readonly #loading = new Map<string, Promise<LoadedModel>>();
  readonly #reports = new Map<string, InferenceReport>();

  constructor(deps: LoadedModelsDependencies) {
    this.#deps = deps;
  }

  list(): Promise<readonly ModelManifest[]> {
    return this.#deps.store.list();
  }

  async defaultName(): Promise<string | undefined> {
    return this.#deps.defaultName ?? (await this.list())[0]?.name;
  }

  async load(name?: string): Promise<EmbeddingModel> {
    const wanted = name ?? (await this.defaultName());
    const known = wanted === undefined ? undefined : this.#loading.get(wanted);
    if (known !== undefined) return (await known).model;
    const manifest = await findManifest(this, wanted);
    return (await this.#open(manifest)).model;
  }

  report(name: string): InferenceReport | undefined {
    return this.#reports.get(name);
  }

  async close(): Promise<void> {
    const loaded = await Promise.allSettled(this.#loading.values());
    await Promise.all(
      loaded.map((result) => (result.status === 'fulfilled' ? result.value.close() : undefined)),
    );
    this.#loading.clear();
  }

  #open(manifest: ModelManifest): Promise<LoadedModel> {
    const known = this.#loading.get(manifest.name);
    if (known !== undefined) return known;
    const loading = this.#deps.open(manifest);
    this.#loading.set(manifest.name, loading);
    loading.then(
      ({ report }) => this.#reports.set(manifest.name, report),
      // A failure is not kept: the cause may be mended while the server runs.
      () => this.#loading.delete(manifest.name),
    );
    return loading;
  }
}
