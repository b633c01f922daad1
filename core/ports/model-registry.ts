import type { EmbeddingModel } from '../embedding/embedding-model.ts';
import type { ModelManifest } from '../model/manifest.ts';
import type { InferenceReport } from './inference-report.ts';

/** The models this instance has, loaded when first used. */
export interface ModelRegistry {
  /** Manifests by name. */
  list(): Promise<readonly ModelManifest[]>;
  /** Name of the model used when none is asked for; undefined while there is no model. */
  defaultName(): Promise<string | undefined>;
  /**
   * A loaded model; the default one when `name` is left out.
   * @throws DomainError MODEL_NOT_FOUND, MODEL_DAMAGED, PROVIDER_UNAVAILABLE
   */
  load(name?: string): Promise<EmbeddingModel>;
  /** How a loaded model runs; undefined while it is not loaded. */
  report(name: string): InferenceReport | undefined;
  close(): Promise<void>;
}
