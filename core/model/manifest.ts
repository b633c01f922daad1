/** How pixels are made and normalised for an image tower. */
export interface ImagePreprocessing {
  /** Edge of the square input in pixels. */
  readonly size: number;
  readonly resize: 'squash';
  readonly filter: 'pillow-bicubic';
  /** Per RGB channel, of values in [0, 1]. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

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

/** What an imported model is; stored as `manifest.json` beside its graphs. */
export interface ModelManifest {
  readonly formatVersion: 1;
  readonly name: string;
  /** Plugin that recognised the checkpoint. */
  readonly family: string;
  /** Width of the shared space. */
  readonly dimension: number;
  /** Tokens per text including [CLS] and [SEP]. */
  readonly contextLength: number;
  readonly vocabularySize: number;
  readonly image: ImagePreprocessing;
  /** exp of the trained logit scale. */
  readonly logitScale: number;
  readonly parameters: ParameterCounts;
  readonly precision: 'float32';
  /** Weights as stored, or rounded to float16 as the original's `load_from_name` does. */
  readonly weights: 'as-stored' | 'float16-rounded';
  /** Identity of the embedding space, see `embedding-space.ts`. */
  readonly spaceId: string;
  readonly source: { readonly fileName: string; readonly sha256: string; readonly sizeBytes: number };
  readonly files: Readonly<
    Record<'imageGraph' | 'imageWeights' | 'textGraph' | 'textWeights' | 'vocabulary', ModelFile>
  >;
  readonly importedAt: string;
}
