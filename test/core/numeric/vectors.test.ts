import { describe, expect, it } from 'vitest';
import { dot, meanDirection, norm, normalise } from '../../../core/numeric/vectors.ts';

const vector = (...values: number[]): Float32Array => Float32Array.from(values);

describe('dot', () => {
  it('sums the products of equal places', () => {
    expect(dot(vector(1, 2, 3), vector(4, -5, 6))).toBe(12);
  });

  it('sums in float64, so a small term survives beside a large one', () => {
    expect(dot(vector(16_777_216, 1, -16_777_216), vector(1, 1, 1))).toBe(1);
  });

  it('is 0 for empty vectors', () => {
    expect(dot(vector(), vector())).toBe(0);
  });

  it('names itself and both lengths when they differ', () => {
    expect(() => dot(vector(1, 2), vector(1))).toThrow(new RangeError('dot: lengths (2) and (1) differ'));
  });
});

describe('norm', () => {
  it('is the euclidean length', () => {
    expect(norm(vector(3, 4))).toBe(5);
    expect(norm(vector())).toBe(0);
  });

  it('does not overflow where float32 would', () => {
    expect(norm(vector(2 ** 100, 0))).toBe(2 ** 100);
  });
});

describe('normalise', () => {
  it('keeps the direction and gives unit length', () => {
    expect(normalise(vector(3, -4))).toBeAllClose([0.6, -0.8], { atol: 1e-7 });
  });

  it('leaves its input alone', () => {
    const input = vector(3, 4);
    normalise(input);
    expect([...input]).toEqual([3, 4]);
  });

  it.each([
    ['zeros', vector(0, 0)],
    ['nothing', vector()],
    ['NaN', vector(Number.NaN, 1)],
    ['Infinity', vector(Number.POSITIVE_INFINITY, 1)],
  ])('refuses %s', (_, input) => {
    expect(() => normalise(input)).toThrow(RangeError);
  });
});

describe('meanDirection', () => {
  it('is the mean of the vectors, scaled to unit length', () => {
    // mean (0.8, 0.4), length √0.8
    expect(meanDirection([vector(1, 0), vector(0.6, 0.8)])).toBeAllClose([0.894427191, 0.447213595], {
      atol: 1e-7,
    });
  });

  it('refuses none, different lengths, and vectors that cancel out', () => {
    expect(() => meanDirection([])).toThrow(RangeError);
    expect(() => meanDirection([vector(1, 0), vector(1)])).toThrow('lengths (2) and (1) differ');
    expect(() => meanDirection([vector(1, 0), vector(-1, 0)])).toThrow(RangeError);
  });
});
