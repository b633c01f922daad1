import { type ResampleWeights, WEIGHT_BITS, WEIGHT_HALF } from './resample-weights.ts';

/**
 * The vertical pass of a resize, fed row by row from the top: every source row is added, weighted, to the output rows
 * that read it. Integer sums do not depend on their order, so this gives what summing per output pixel gives, without
 * keeping the source rows: a picture one pixel wide and very tall costs no more memory than any other.
 */
export class RowAccumulator {
  readonly #weights: ResampleWeights;
  readonly #rowLength: number;
  readonly #sums: Int32Array;
  #firstOpen = 0;

  /** @param rowLength bytes in a row: width × channels */
  constructor(weights: ResampleWeights, rowLength: number) {
    this.#weights = weights;
    this.#rowLength = rowLength;
    this.#sums = new Int32Array(weights.starts.length * rowLength);
  }

  /** Adds source row `y`; rows come in order. */
  add(y: number, row: Uint8Array): void {
    const { starts, counts, stride, fixed } = this.#weights;
    while (this.#firstOpen < starts.length && starts[this.#firstOpen]! + counts[this.#firstOpen]! <= y)
      this.#firstOpen++;
    for (let i = this.#firstOpen; i < starts.length && starts[i]! <= y; i++) {
      this.#addTo(i * this.#rowLength, row, fixed[i * stride + y - starts[i]!]!);
    }
  }

  /** The finished rows (to, rowLength). */
  finish(): Uint8Array {
    const bytes = new Uint8ClampedArray(this.#sums.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = (this.#sums[i]! + WEIGHT_HALF) >> WEIGHT_BITS;
    return new Uint8Array(bytes.buffer);
  }

  #addTo(start: number, row: Uint8Array, weight: number): void {
    const sums = this.#sums;
    const length = this.#rowLength;
    for (let x = 0; x < length; x++) sums[start + x] = (sums[start + x]! + Math.imul(row[x]!, weight)) | 0;
  }
}
