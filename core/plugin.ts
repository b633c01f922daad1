import type { Graph } from './graph/graph.ts';
import type { JsonObject } from './json.ts';
import type {
  FixedShapes,
  ImagePreprocessing,
  ModelManifest,
  ParameterCounts,
  Precision,
  PublishedAs,
  Scoring,
  TokenizerDescription,
} from './model/manifest.ts';
import type { Checkpoint } from './ports/checkpoint.ts';

/** Version of this contract. A plugin of another version is refused by name. */
export const pluginApiVersion = 1;

/** What whoever imports a checkpoint may say about it; everything left out is recognised from its files. */
export interface BackboneOptions {
  /** The original's vision configuration (`ViT-B-16.json`, …). */
  readonly visionConfig?: JsonObject;
  /** The original's text configuration (`RoBERTa-wwm-ext-base-chinese.json`, …). */
  readonly textConfig?: JsonObject;
  /** Tokens per text including special ones. */
  readonly contextLength?: number;
  /** Edge of the input in pixels, where it is not the one of training. */
  readonly imageSize?: number;
  /** Vocabulary file in place of the one beside the checkpoint. */
  readonly vocabulary?: Uint8Array;
  readonly weights: ModelManifest['weights'];
}

/** The tokenizer file of a backbone; it is stored with the model. */
export interface TokenizerSource extends Pick<TokenizerDescription, 'kind' | 'padding'> {
  /** Contents of the `vocab.txt` or `tokenizer.json`. */
  readonly bytes: Uint8Array;
  /** Entries; must equal the rows of the word embedding. Left out where they may differ. */
  readonly size?: number;
}

/**
 * A tower that exists as ONNX. It is rewritten at import so that it has the inputs and the output every tower has, see
 * {@link Backbone}.
 */
export interface OnnxTower {
  readonly kind: 'onnx';
  readonly name: 'image' | 'text';
  /** Absolute path; from `Checkpoint.onnx`. */
  readonly path: string;
  /** Output with the features, (batch, dimension). What it does not depend on is left out. */
  readonly output: string;
  /** Roles of the graph's inputs, by their name. */
  readonly inputs: Readonly<Record<string, OnnxInputRole>>;
  /** Normalisation that the graph expects of its `pixels`. */
  readonly image?: ImagePreprocessing;
  /** Id whose places the `attention-mask` leaves out. */
  readonly padId?: number;
}

/** What a tower's input is fed with: normalised float pixels (batch, 3, n, n), or (batch, length) of integers. */
export type OnnxInputRole = 'pixels' | 'ids' | 'attention-mask' | 'token-types' | 'positions';

/** A graph of ours, or one that is there already. */
export type Tower = Graph | OnnxTower;

/** A checkpoint as a dual encoder. */
export interface Backbone {
  readonly dimension: number;
  readonly contextLength: number;
  /** Rows of the word embedding. */
  readonly vocabularySize: number;
  readonly image: ImagePreprocessing;
  readonly scoring: Scoring;
  readonly tokenizer: TokenizerSource;
  readonly parameters: ParameterCounts;
  /** `pixels` uint8 (batch, size, size, 3) → `features` float32 (batch, dimension). */
  readonly imageTower: Tower;
  /** `ids` int32 (batch, length), padded on the right → `features` float32 (batch, dimension). */
  readonly textTower: Tower;
  /** Precision of towers that are ONNX already; graphs of ours are written in any. Default: float32. */
  readonly givenPrecision?: Precision;
  readonly fixedShapes?: FixedShapes;
  /** Of a plugin that reads models of more than one family. */
  readonly published?: PublishedAs;
  /** Smallest cosine to float32 that a precision may have. Default: 0.99. */
  readonly parityThreshold?: number;
}

/** A family of backbones: recognises its checkpoints and describes them as graphs. */
export interface BackbonePlugin {
  /** Contract it was written for: {@link pluginApiVersion}. */
  readonly apiVersion: number;
  /** Family, `[a-z0-9][a-z0-9-]{0,63}`. */
  readonly name: string;
  readonly version: string;
  /** One line on what it brings, with the paper or repository. */
  readonly description: string;
  /** Licence of the family's published weights, as an SPDX identifier or a short name. */
  readonly licence: string;
  /** Whether a checkpoint belongs to this family. Must not throw for files of others. */
  recognises(checkpoint: Checkpoint): boolean | Promise<boolean>;
  /** @throws DomainError CHECKPOINT_MISMATCH when weights are missing, left over, or of the wrong shape. */
  describe(checkpoint: Checkpoint, options: BackboneOptions): Promise<Backbone>;
}

/** Declares a plugin; a module exports it as `plugin`. */
export function definePlugin(plugin: Omit<BackbonePlugin, 'apiVersion'>): BackbonePlugin {
  return { apiVersion: pluginApiVersion, ...plugin };
}
