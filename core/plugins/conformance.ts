import type { EmbeddingModel } from '../embedding/embedding-model.ts';
import type { ImportModel, ImportModelInput } from '../model/import-model.ts';
import type { ProbePack } from '../model/probe-pack.ts';
import type { BackbonePlugin } from '../plugin.ts';
import type { CheckpointReader } from '../ports/checkpoint.ts';

/** A plugin, and what shows that it keeps the contract. */
export interface ConformanceSubject {
  readonly plugin: BackbonePlugin;
  /** A small checkpoint of its family: a file, or a folder. */
  readonly checkpointPath: string;
  /** What an import of it has to be told. */
  readonly options?: Omit<ImportModelInput, 'name' | 'checkpointPath' | 'family' | 'precisions' | 'force'>;
  /** Checkpoints of other families. */
  readonly foreignPaths?: readonly string[];
  /**
   * A weight of the checkpoint that every checkpoint of the family has. Left out for a checkpoint that is ONNX.
   */
  readonly weight?: {
    readonly key: string;
    /** How messages call it. Default: its key. */
    readonly shownAs?: string;
  };
  /** Eight texts that its vocabulary tells apart. Default: the first of the probe pack. */
  readonly texts?: readonly string[];
  /** Keys of weights that may be missing: buffers, and heads that no tower has. */
  readonly optionalWeights?: RegExp;
}

/** One thing that must hold. */
export interface PluginCheck {
  readonly name: string;
  /** @throws Error that says what does not hold */
  run(): Promise<void>;
}

/** Tuwen around the plugin, which is the only one in it, with a home of its own. */
export interface ConformanceBench {
  readonly checkpoints: CheckpointReader;
  readonly importModel: ImportModel;
  /** Cannot write the text tower, and says so. */
  readonly brokenImport: ImportModel;
  /** An imported model, loaded. */
  load(name: string): Promise<EmbeddingModel>;
  /** Names of everything in the folder of the models. */
  modelFolders(): Promise<readonly string[]>;
  probes(): Promise<ProbePack>;
}

/** @throws Error with the message when the condition does not hold */
export function ensure(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}
