import { describe, expect, it } from 'vitest';
import { wholeAxis } from '../../../core/imaging/frame.ts';
import { resampleWeights } from '../../../core/imaging/resample-weights.ts';

const rowOf = (values: ArrayLike<number>, stride: number, i: number, count: number) =>
  Array.from({ length: count }, (_, k) => values[i * stride + k]!);

describe('resampleWeights', () => {
  it('gives one weight per source pixel within reach, widened when shrinking', () => {
    const { starts, counts, stride } = resampleWeights(8, wholeAxis(2), 'pillow-bicubic');
    expect({ starts: [...starts], counts: [...counts], stride }).toEqual({
      starts: [0, 0],
      counts: [8, 8],
      stride: 17,
    });
  });

  it('reaches half as far and falls off linearly where the filter is bilinear', () => {
    const { starts, counts, exact, stride } = resampleWeights(8, wholeAxis(2), 'pillow-bilinear');
    expect({ starts: [...starts], counts: [...counts], stride }).toEqual({
      starts: [0, 2],
      counts: [6, 6],
      stride: 9,
    });
    expect(rowOf(exact, stride, 0, 6).map((weight) => weight * 28)).toBeAllClose([5, 7, 7, 5, 3, 1], {
      atol: 1e-14,
    });
  });

  it('sums to one for every output pixel, whatever the scale', () => {
    for (const [from, to] of [
      [3000, 224],
      [3, 224],
      [1, 64],
      [225, 224],
    ] as const) {
      const { counts, exact, stride } = resampleWeights(from, wholeAxis(to), 'pillow-bicubic');
      for (let i = 0; i < to; i++) {
        const sum = rowOf(exact, stride, i, counts[i]!).reduce((a, b) => a + b);
        expect(Math.abs(sum - 1)).toBeLessThan(1e-12);
      }
    }
  });

  it('has the weights of the kernel with a = -0.5 when doubling', () => {
    const { exact, fixed, starts, counts, stride } = resampleWeights(8, wholeAxis(16), 'pillow-bicubic');
    expect([starts[5], counts[5]]).toEqual([1, 4]);
    expect(rowOf(exact, stride, 5, 4)).toEqual([-0.0703125, 0.8671875, 0.2265625, -0.0234375]);
    expect(rowOf(fixed, stride, 5, 4)).toEqual([-294912, 3637248, 950272, -98304]);
  });
});
