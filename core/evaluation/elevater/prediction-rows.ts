/** What the rows of a prediction file come to. */
export interface PredictionRows {
  readonly rows: number;
  /** Numbers of the shortest and of the longest row. */
  readonly shortest: number;
  readonly longest: number;
  /** First row, from 0, whose sum is not 1; null where there is none. */
  readonly badSum: number | null;
  /** First row, from 0, with something that is no number from 0 to 1. */
  readonly badNumber: number | null;
}

/** Relative distance of a row's sum from 1 that ELEVATER's toolkit lets pass (common/prediction_submission.py). */
const sumTolerance = 1e-3;

const [open, close, comma] = [...'[],'].map((character) => character.charCodeAt(0));

/** Reads `[[[p, …], …]]` piece by piece, so that a file of any size takes no memory. Whatever follows it is left out. */
export class PredictionRowReader {
  #depth = 0;
  #ended = false;
  #number = '';
  #length = 0;
  #sum = 0;
  #rows = 0;
  #shortest = Number.POSITIVE_INFINITY;
  #longest = 0;
  #badSum: number | null = null;
  #badNumber: number | null = null;

  feed(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.#ended) return;
      if (byte === open) this.#depth++;
      else if (byte === close) this.#close();
      else if (byte === comma) this.#endNumber();
      else if (this.#depth === 3 && byte > 32) this.#number += String.fromCharCode(byte);
    }
  }

  get result(): PredictionRows {
    return {
      rows: this.#rows,
      shortest: this.#rows === 0 ? 0 : this.#shortest,
      longest: this.#longest,
      badSum: this.#badSum,
      badNumber: this.#badNumber,
    };
  }

  #close(): void {
    if (this.#depth === 3) this.#endRow();
    this.#depth--;
    this.#ended = this.#depth === 0;
  }

  #endNumber(): void {
    if (this.#depth !== 3) return;
    const value = this.#number === '' ? Number.NaN : Number(this.#number);
    if (!(value >= 0 && value <= 1)) this.#badNumber ??= this.#rows;
    this.#sum += value;
    this.#length++;
    this.#number = '';
  }

  #endRow(): void {
    this.#endNumber();
    if (!(Math.abs(this.#sum - 1) <= sumTolerance)) this.#badSum ??= this.#rows;
    this.#shortest = Math.min(this.#shortest, this.#length);
    this.#longest = Math.max(this.#longest, this.#length);
    this.#rows++;
    this.#sum = 0;
    this.#length = 0;
  }
}
