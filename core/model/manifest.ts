import type { ConversionOrder } from '../ports/image-preprocessor.ts';
import type { ParityCertificate } from './parity.ts';

/** How an encoded picture becomes the square of pixels an image tower reads. */
export interface ImageGeometry {
  /** Edge of the square input in pixels. */
  readonly size: number;
  /** `squash`: both edges become `size`. `centre-crop`: the shorter edge does, and the middle square is kept. */
  readonly resize: 'squash' | 'centre-crop';
  readonly filter: 'pillow-bicubic' | 'pillow-bilinear';
  /** Used where a request does not say otherwise. Default: `resize-first`. */
  readonly order?: ConversionOrder;
}

/** How pixels are made and normalised for an image tower. */
export interface ImagePreprocessing extends ImageGeometry {
  /** Per RGB channel, of values in [0, 1]. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/** How cosines become probabilities. */
export type Scoring =
  /** Softmax over `scale` × cosine: which of these (CLIP). */
  | { readonly kind: 'softmax'; readonly scale: number }
  /** Sigmoid of `scale` × cosine + `bias`: each on its own (SigLIP). */
  | { readonly kind: 'sigmoid'; readonly scale: number; readonly bias: number };

export interface ParameterCounts {
  readonly total: number;
  readonly visual: number;
  readonly text: number;
}

/** A file of an imported model, checked against its digest when loaded. */
export interface ModelFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Number format of the weights and products of a tower. */
export type Precision = 'float32' | 'float16' | 'int8';

/** Both towers in one precision. A tower without weights beside its graph holds them inside. */
export interface TowerFiles {
  readonly imageGraph: ModelFile;
  readonly imageWeights?: ModelFile;
  readonly textGraph: ModelFile;
  readonly textWeights?: ModelFile;
}

export interface PrecisionVariant {
  readonly files: TowerFiles;
  /** How far it is from the reference precision; left out for the reference itself. */
  readonly parity?: ParityCertificate;
}

/** Shapes that a graph was exported with and cannot leave. */
export interface FixedShapes {
  readonly imageBatch?: number;
  readonly textBatch?: number;
  readonly textLength?: number;
}

/** What a model's own files say of its origin. */
export interface PublishedAs {
  readonly family: string;
  readonly licence: string;
}

export interface TokenizerDescription {
  /** `wordpiece`: a `vocab.txt` and the original's rules. `tokenizer-json`: a Hugging Face `tokenizer.json`. */
  readonly kind: 'wordpiece' | 'tokenizer-json';
  /** `context`: rows are always padded to the context length, for towers trained without a mask. */
  readonly padding: 'longest' | 'context';
  readonly file: ModelFile;
}

/** What an imported model is; stored as `manifest.json` beside its graphs. */
export interface ModelManifest {
  readonly formatVersion: 2;
  readonly name: string;
  /** Plugin that recognised the checkpoint. */
  readonly family: string;
  /** Width of the shared space. */
  readonly dimension: number;
  /** Tokens per text including special ones. */
  readonly contextLength: number;
  readonly vocabularySize: number;
  readonly image: ImagePreprocessing;
  readonly scoring: Scoring;
  readonly tokenizer: TokenizerDescription;
  readonly parameters: ParameterCounts;
  /** Weights as stored, or rounded to float16 as the original's `load_from_name` does. */
  readonly weights: 'as-stored' | 'float16-rounded';
  readonly fixedShapes?: FixedShapes;
  /** Left out where the plugin stands for one family. */
  readonly published?: PublishedAs;
  /** What can be served, by number format; the first one is the reference. */
  readonly precisions: Readonly<Partial<Record<Precision, PrecisionVariant>>>;
  /** Identity of the embedding space, see `embedding-space.ts`. */
  readonly spaceId: string;
  readonly source: { readonly fileName: string; readonly sha256: string; readonly sizeBytes: number };
  readonly importedAt: string;
}
