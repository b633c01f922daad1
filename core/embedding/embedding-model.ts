import type { ModelManifest } from '../model/manifest.ts';
import type { ConversionOrder } from '../ports/image-preprocessor.ts';
import type { TextInspection, Tokenization } from '../ports/tokenizer.ts';

/** One embedded text or picture. */
export interface Embedding {
  /** Features as the tower gives them, (dimension). */
  readonly raw: Float32Array;
  /** L2 norm of `raw`. */
  readonly norm: number;
  /** `raw / norm`: what is stored and compared. */
  readonly unit: Float32Array;
}

export interface TextEmbedding extends Embedding {
  readonly tokenization: Tokenization;
}

/** A dual encoder ready to use: tokenizer, preprocessor and both towers. */
export interface EmbeddingModel {
  readonly manifest: ModelManifest;
  tokenize(text: string): Tokenization;
  inspect(text: string): TextInspection;
  /** Embeddings in input order. @throws DomainError INVALID_INPUT for an empty text, INFERENCE_FAILED */
  embedTexts(texts: readonly string[]): Promise<readonly TextEmbedding[]>;
  /**
   * Embeddings of encoded pictures, in input order. One bad picture does not spoil the rest: its place holds the error.
   * @throws DomainError INFERENCE_FAILED, OVERLOADED when too many wait
   */
  embedImages(
    images: readonly Uint8Array[],
    order?: ConversionOrder,
  ): Promise<readonly (Embedding | Error)[]>;
}
