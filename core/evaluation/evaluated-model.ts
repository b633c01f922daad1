import type { EmbeddingModel } from '../embedding/embedding-model.ts';
import type { JsonObject } from '../json.ts';
import type { ModelManifest, Precision } from '../model/manifest.ts';
import type { ModelRegistry } from '../ports/model-registry.ts';

/** The model of an evaluation, in one precision from its beginning to its end. */
export class EvaluatedModel {
  readonly manifest: ModelManifest;
  readonly precision: Precision;
  readonly #models: ModelRegistry;

  private constructor(models: ModelRegistry, manifest: ModelManifest, precision: Precision) {
    this.#models = models;
    this.manifest = manifest;
    this.precision = precision;
  }

  /** @throws DomainError of {@link ModelRegistry.load} */
  static async open(models: ModelRegistry, name?: string, precision?: Precision): Promise<EvaluatedModel> {
    const { manifest } = await models.load(name, precision);
    return new EvaluatedModel(models, manifest, precision ?? models.runtime(manifest.name)!.precision);
  }

  /** Asked for before each batch: requests may have put another precision in its place meanwhile. */
  load(): Promise<EmbeddingModel> {
    return this.#models.load(this.manifest.name, this.precision);
  }

  /** Changes with every number that the model gives. */
  get fingerprint(): string {
    return `${this.manifest.spaceId} ${this.precision}`;
  }

  /** What a result says of it. */
  facts(): JsonObject {
    const { name, spaceId, source } = this.manifest;
    return {
      model: name,
      spaceId,
      weightsSha256: source.sha256,
      precision: this.precision,
      provider: this.#models.runtime(name)?.provider ?? null,
    };
  }
}
