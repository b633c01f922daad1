import type { ModelFile, ModelManifest } from '../model/manifest.ts';

/** A model that is being written and does not exist for anyone else yet. */
export interface ModelDraft {
  /** Folder for files written by others. */
  readonly folder: string;
  write(name: string, bytes: Uint8Array): Promise<ModelFile>;
  /** Makes the model exist, whole, under its name. @throws DomainError ALREADY_EXISTS */
  publish(manifest: ModelManifest): Promise<void>;
  /** Removes whatever was written; harmless after `publish`. */
  discard(): Promise<void>;
}

/** Imported models on disk. */
export interface ModelStore {
  /** @throws DomainError INVALID_INPUT for a name that is not `[a-z0-9][a-z0-9._-]{0,63}`, ALREADY_EXISTS */
  draft(name: string): Promise<ModelDraft>;
  list(): Promise<readonly ModelManifest[]>;
  /** Name of the model that was made the default; undefined where none was. */
  readDefault(): Promise<string | undefined>;
  writeDefault(name: string): Promise<void>;
  /**
   * Absolute path of a file of a model, after its size and digest were checked, or found unchanged since they were.
   * @throws DomainError MODEL_DAMAGED
   */
  verifiedPath(model: ModelManifest, file: ModelFile): Promise<string>;
}
