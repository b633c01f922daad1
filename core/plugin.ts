import type { Graph } from './graph/graph.ts';
import type { JsonObject } from './json.ts';
import type { ImagePreprocessing, ModelManifest, ParameterCounts } from './model/manifest.ts';
import type { Checkpoint } from './ports/checkpoint.ts';

/** What whoever imports a checkpoint may say about it; everything left out is recognised from the weights. */
export interface BackboneOptions {
  /** The original's vision configuration (`ViT-B-16.json`, …). */
  readonly visionConfig?: JsonObject;
  /** The original's text configuration (`RoBERTa-wwm-ext-base-chinese.json`, …). */
  readonly textConfig?: JsonObject;
  /** Tokens per text including [CLS] and [SEP]. */
  readonly contextLength?: number;
  /** Id of [PAD] in the vocabulary that comes with the checkpoint. */
  readonly padId: number;
  readonly weights: ModelManifest['weights'];
}

/** A checkpoint as a dual encoder. */
export interface Backbone {
  readonly dimension: number;
  readonly contextLength: number;
  /** Rows of the word embedding; the vocabulary must have as many entries. */
  readonly vocabularySize: number;
  readonly image: ImagePreprocessing;
  /** exp of the trained logit scale. */
  readonly logitScale: number;
  readonly parameters: ParameterCounts;
  /** `pixels` uint8 (batch, size, size, 3) → `features` float32 (batch, dimension). */
  readonly imageTower: Graph;
  /** `ids` int32 (batch, length), padded on the right → `features` float32 (batch, dimension). */
  readonly textTower: Graph;
}

/** A family of backbones: recognises its checkpoints and describes them as graphs. */
export interface BackbonePlugin {
  readonly name: string;
  /** Whether these state-dict keys belong to this family. */
  recognises(keys: Iterable<string>): boolean;
  /** @throws DomainError CHECKPOINT_MISMATCH when weights are missing, left over, or of the wrong shape. */
  describe(checkpoint: Checkpoint, options: BackboneOptions): Promise<Backbone>;
}
