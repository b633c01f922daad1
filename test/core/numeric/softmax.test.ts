import { describe, expect, it } from 'vitest';
import { softmax } from '../../../core/numeric/softmax.ts';

describe('softmax', () => {
  it('gives exp(x) over the sum', () => {
    const expected = [0.09003057317038046, 0.24472847105479767, 0.6652409557748219];
    expect(softmax(Float64Array.of(1, 2, 3))).toBeAllClose(expected, { atol: 1e-15 });
  });

  it('neither overflows nor underflows for large logits', () => {
    const expected = [0.09003057317038046, 0.24472847105479767, 0.6652409557748219];
    expect(softmax(Float64Array.of(10_001, 10_002, 10_003))).toBeAllClose(expected, { atol: 1e-12 });
    expect([...softmax(Float64Array.of(-10_000, 0))]).toEqual([0, 1]);
  });

  it('shares equally between equal logits', () => {
    expect([...softmax(Float64Array.of(7, 7, 7, 7))]).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it('gives nothing for nothing', () => {
    expect(softmax(new Float64Array())).toHaveLength(0);
  });
});
