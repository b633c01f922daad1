import type { TokenBatch } from '../ports/encoder.ts';
import type { Tokenization } from '../ports/tokenizer.ts';

/**
 * Ids (tokenizations, length), row-major: one row per text in input order, filled up with `padId` on the right.
 * @throws RangeError when a row is longer than `length`.
 */
export function padBatch(tokenizations: readonly Tokenization[], padId: number, length: number): TokenBatch {
  const ids = new Int32Array(tokenizations.length * length).fill(padId);
  for (const [row, tokenization] of tokenizations.entries()) {
    if (tokenization.ids.length > length) {
      throw new RangeError(`padBatch: row ${row} has ${tokenization.ids.length} ids, more than ${length}`);
    }
    ids.set(tokenization.ids, row * length);
  }
  return { count: tokenizations.length, length, ids };
}
