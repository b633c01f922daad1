import { describe, expect, it } from 'vitest';
import { rankBiasedOverlap } from '../../../../core/search/model-change/overlap.ts';

const letters = (text: string) => Array.from(text);

describe('rankBiasedOverlap', () => {
  it.each<[string, string, number, number]>([
    ['abc', 'abc', 0.9, 1],
    ['abc', 'xyz', 0.9, 0],
    // X/d = 0, 1: 1·p² + (1 − p)/p · (0 + 1·p²)
    ['ab', 'ba', 0.5, 0.25 + 0.25],
    // X/d = 1, 1/2: 1/2·p² + (1 − p)/p · (p + p²/2)
    ['ab', 'ac', 0.5, 0.125 + 0.625],
    ['', 'abc', 0.9, 0],
  ])('of %s and %s with p = %d is %d', (a, b, p, expected) => {
    expect(rankBiasedOverlap(letters(a), letters(b), p)).toBeCloseTo(expected, 12);
  });

  it('counts agreement at the top for more than at the end', () => {
    const top = rankBiasedOverlap(letters('abcdefghij'), letters('abcdevwxyz'));
    const end = rankBiasedOverlap(letters('abcdefghij'), letters('vwxyzfghij'));
    expect(top).toBeGreaterThan(end + 0.2);
  });
});
