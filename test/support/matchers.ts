import { expect } from 'vitest';

/** Largest absolute difference between two equally long vectors; NaN anywhere counts as Infinity. */
export function maxAbsDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    if (!(difference <= worst)) worst = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return worst;
}

expect.extend({
  toBeAllClose(actual: ArrayLike<number>, expected: ArrayLike<number>, { atol }: { atol: number }) {
    if (actual.length !== expected.length) {
      return { pass: false, message: () => `expected ${expected.length} numbers, got ${actual.length}` };
    }
    const difference = maxAbsDifference(actual, expected);
    return {
      pass: difference <= atol,
      message: () => `largest absolute difference ${difference}, allowed ${atol}`,
    };
  },
});
