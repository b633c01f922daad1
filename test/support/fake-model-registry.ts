import { DomainError } from '../../core/errors.ts';
import type { ModelManifest } from '../../core/model/manifest.ts';
import type { ModelRuntime } from '../../core/ports/inference-report.ts';
import type { ModelRegistry } from '../../core/ports/model-registry.ts';
import type { FakeModel } from './fake-model.ts';

/** A registry of given models; the first is the default. */
export class FakeModelRegistry implements ModelRegistry {
  readonly models: FakeModel[];
  readonly #loaded = new Set<string>();

  constructor(...models: FakeModel[]) {
    this.models = models;
  }

  async list(): Promise<readonly ModelManifest[]> {
    return this.models.map(({ manifest }) => manifest);
  }

  async defaultName(): Promise<string | undefined> {
    return this.models[0]?.manifest.name;
  }

  async load(name = this.models[0]?.manifest.name): Promise<FakeModel> {
    const model = this.models.find(({ manifest }) => manifest.name === name);
    if (model === undefined)
      throw new DomainError('MODEL_NOT_FOUND', `There is no model ${name}.`, { details: { name } });
    this.#loaded.add(model.manifest.name);
    return model;
  }

  async setDefault(name: string): Promise<ModelManifest> {
    const { manifest } = await this.load(name);
    this.models.sort((a, b) => Number(b.manifest.name === name) - Number(a.manifest.name === name));
    return manifest;
  }

  async unload(name: string): Promise<ModelManifest> {
    const { manifest } = await this.load(name);
    this.#loaded.delete(name);
    return manifest;
  }

  runtime(name: string): ModelRuntime | undefined {
    if (!this.#loaded.has(name)) return undefined;
    return { precision: 'float32', provider: 'cpu', rejected: [{ provider: 'cuda', reason: 'no device' }] };
  }

  async close(): Promise<void> {}
}
