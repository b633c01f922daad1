import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  bfloat16ToFloat32,
  float16ToFloat32,
  float32ToFloat16,
  roundToFloat16,
} from '../../../core/numeric/half.ts';

const everyPattern = Uint16Array.from({ length: 0x10000 }, (_, pattern) => pattern);

/** Digest of the bit patterns, with one pattern for all NaN. */
function digest(values: Float32Array): string {
  const patterns = new Uint32Array(Float32Array.from(values).buffer);
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) patterns[i] = 0x7fc00000;
  return createHash('sha256').update(patterns).digest('hex');
}

function rounded(...values: readonly number[]): readonly number[] {
  const rounding = Float32Array.from(values);
  roundToFloat16(rounding);
  return [...rounding];
}

/** Next float32 away from zero (`steps` = 1) or towards it (-1). */
function neighbour(x: number, steps: number): number {
  const value = Float32Array.of(x);
  new Uint32Array(value.buffer)[0]! += steps;
  return value[0]!;
}

describe('widening', () => {
  it('gives the float32 values that PyTorch gives, for every float16', () => {
    expect(digest(float16ToFloat32(everyPattern))).toBe(
      '385ff5fe69182797cda5f1827e20cf423f4416bc9246f27d0eec27cac9039259',
    );
  });

  it('gives the float32 values that PyTorch gives, for every bfloat16', () => {
    expect(digest(bfloat16ToFloat32(everyPattern))).toBe(
      'f12e27efe34841dfd6391497b86f389096b03a376586e1d9691bba0a8de3980a',
    );
  });

  it('knows the extremes of float16', () => {
    const patterns = Uint16Array.of(0x0001, 0x03ff, 0x0400, 0x7bff, 0x7c00, 0xfc00, 0x3c00);
    expect([...float16ToFloat32(patterns)]).toEqual([
      2 ** -24,
      1023 * 2 ** -24,
      2 ** -14,
      65504,
      Infinity,
      -Infinity,
      1,
    ]);
    expect(float16ToFloat32(Uint16Array.of(0x8000))[0]).toBe(-0);
    expect(float16ToFloat32(Uint16Array.of(0x7e00))[0]).toBeNaN();
  });
});

describe('roundToFloat16', () => {
  it('rounds a million values of every size as PyTorch does', () => {
    const patterns = Uint32Array.from({ length: 1 << 20 }, (_, i) => (i * 4099) % 2 ** 32);
    const values = new Float32Array(patterns.buffer);
    roundToFloat16(values);
    expect(digest(values)).toBe('a28f5159987cfaa5b9e6b16e878aad1e67c693d0efcf7640bba7765672d3d387');
  });

  it('rounds every tie, and what lies next to it, as PyTorch does', () => {
    const halves = float16ToFloat32(everyPattern.subarray(0, 0x7c00));
    const ties = [...halves.subarray(1)].map((half, i) => (half + halves[i]!) / 2);
    const above = ties.map((tie) => neighbour(tie, 1));
    const positive = [...ties, ...ties.map((tie) => neighbour(tie, -1)), ...above];
    const values = Float32Array.from([...positive, ...positive.map((x) => -x)]);
    roundToFloat16(values);
    expect(digest(values)).toBe('e3b015d6d87bcf086089e8b0a652ec8b9f0c10ae39cacaff1aaf8143fcd80fa1');
  });

  it('leaves every float16 as it is', () => {
    const values = float16ToFloat32(everyPattern);
    const before = digest(values);
    roundToFloat16(values);
    expect(digest(values)).toBe(before);
  });

  it('rounds ties to even, overflows to infinity and underflows to a zero of the same sign', () => {
    expect(rounded(1 + 2 ** -11, 1 + 3 * 2 ** -11)).toEqual([1, 1 + 2 ** -9]);
    expect(rounded(65519.996, 65520, -1e30)).toEqual([65504, Infinity, -Infinity]);
    expect(rounded(2 ** -25, 3 * 2 ** -25, -1e-12, -0)).toEqual([0, 2 ** -23, -0, -0]);
    expect(rounded(Infinity, Number.NaN)).toEqual([Infinity, Number.NaN]);
  });

  it('changes its own part of a shared buffer only', () => {
    const whole = Float32Array.of(1e-9, 1.0001, 1e-9);
    roundToFloat16(whole.subarray(1, 2));
    expect([...whole]).toEqual([Math.fround(1e-9), 1, Math.fround(1e-9)]);
  });

  it('takes an empty array', () => {
    expect(rounded()).toEqual([]);
  });
});

describe('float32ToFloat16', () => {
  it('gives every float16 its own pattern back', () => {
    const patterns = everyPattern;
    const found = float32ToFloat16(float16ToFloat32(patterns));
    const isNotANumber = (pattern: number) => (pattern & 0x7fff) > 0x7c00;
    const differing = patterns.filter((pattern, i) =>
      isNotANumber(pattern) ? !isNotANumber(found[i]!) : found[i] !== pattern,
    );
    expect(Array.from(differing)).toEqual([]);
  });

  it('rounds to nearest, ties to even, and leaves its input alone', () => {
    const values = Float32Array.of(1 + 2 ** -11, 1 + 3 * 2 ** -11, 65520, -(2 ** -25), 2 ** -25 * 1.5);
    expect(Array.from(float32ToFloat16(values))).toEqual([0x3c00, 0x3c02, 0x7c00, 0x8000, 0x0001]);
    expect(values[0]).toBe(1 + 2 ** -11);
  });
});
