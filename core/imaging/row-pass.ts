import type { ResampleWeights } from './resample-weights.ts';

/** Interleaved bytes (height, width, channels), rows from the top; at most 4 channels. */
export interface Bands {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

/**
 * The horizontal pass of a resize: hands every row, squeezed to the width the weights were made for and rounded to
 * bytes, to `onRow`, from the top. The bytes (to × channels) are valid until `onRow` returns.
 */
export type RowPass = (
  bands: Bands,
  weights: ResampleWeights,
  onRow: (y: number, row: Uint8Array) => void,
) => void;
