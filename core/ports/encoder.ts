/** Pictures ready for an image tower. */
export interface PixelBatch {
  readonly count: number;
  /** Edge in pixels. */
  readonly size: number;
  /** RGB bytes (count, size, size, 3), row-major. */
  readonly pixels: Uint8Array;
}

/** Token rows of one length. */
export interface TokenBatch {
  readonly count: number;
  readonly length: number;
  /** Ids (count, length), row-major, right-padded with the tokenizer's `padId`. */
  readonly ids: Int32Array;
}

/**
 * A tower: batch in, features (count, dimension) out, row-major, not normalised. Never blocks the calling thread; a
 * worker, another process or a remote server may stand behind it.
 * @throws DomainError INFERENCE_FAILED
 */
export interface ImageEncoder {
  encode(batch: PixelBatch): Promise<Float32Array>;
}

/** See {@link ImageEncoder}. */
export interface TextEncoder {
  encode(batch: TokenBatch): Promise<Float32Array>;
}
