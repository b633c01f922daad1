import type { EmbeddingModel } from '../embedding/embedding-model.ts';
import type { ModelManifest, Precision } from '../model/manifest.ts';
import type { ModelRuntime } from './inference-report.ts';

/** The models this instance has, loaded when first used. */
export interface ModelRegistry {
  /** Manifests by name. */
  list(): Promise<readonly ModelManifest[]>;
  /** Name of the model used when none is asked for; undefined while there is no model. */
  defaultName(): Promise<string | undefined>;
  /** Makes a model the default one, also after a restart. @throws DomainError MODEL_NOT_FOUND, INVALID_INPUT */
  setDefault(name: string): Promise<ModelManifest>;
  /**
   * A loaded model; the default one when `name` is left out. Naming another precision than the loaded one replaces it:
   * calls in progress end in the old one. What is returned stays usable after {@link unload}: it loads again.
   * @throws DomainError MODEL_NOT_FOUND, MODEL_DAMAGED, PROVIDER_UNAVAILABLE, INVALID_INPUT for a precision it lacks
   */
  load(name?: string, precision?: Precision): Promise<EmbeddingModel>;
  /** Gives a model's memory back after its calls in progress. @throws DomainError MODEL_NOT_FOUND */
  unload(name: string): Promise<ModelManifest>;
  /** How a loaded model runs; undefined while it is not loaded. */
  runtime(name: string): ModelRuntime | undefined;
  close(): Promise<void>;
}
