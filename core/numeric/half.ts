/** @file IEEE 754 half precision and bfloat16, the storage types of checkpoints. */

/** 65,536 float32 values by their float16 bit pattern; a table is several times faster than arithmetic per element. */
const float16Values = Float32Array.from({ length: 0x10000 }, (_, pattern) => decodeFloat16(pattern));

function decodeFloat16(pattern: number): number {
  const sign = pattern & 0x8000 ? -1 : 1;
  const exponent = (pattern >> 10) & 0x1f;
  const fraction = pattern & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** float32 values of float16 bit patterns, exact; payloads of NaN are not kept. */
export function float16ToFloat32(patterns: Uint16Array): Float32Array {
  const values = new Float32Array(patterns.length);
  for (let i = 0; i < patterns.length; i++) values[i] = float16Values[patterns[i]!]!;
  return values;
}

/** float32 values of bfloat16 bit patterns, exact: the upper half of a float32. */
export function bfloat16ToFloat32(patterns: Uint16Array): Float32Array {
  const wide = new Uint32Array(patterns.length);
  for (let i = 0; i < patterns.length; i++) wide[i] = patterns[i]! << 16;
  return new Float32Array(wide.buffer);
}

/** float32 bit patterns of infinity, of the first value that rounds to it (65520) and of the smallest normal float16. */
const infinity = 0x7f800000;
const overflow = 0x477ff000;
const smallestNormal = 0x38800000;

/**
 * Rounds float32 values in place to the nearest float16, ties to even, as `tensor.half().float()` of PyTorch does:
 * what is too large becomes infinite, NaN stays NaN, and values below 2^-14 keep multiples of 2^-24.
 */
export function roundToFloat16(values: Float32Array): void {
  const patterns = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < patterns.length; i++) {
    const pattern = patterns[i]!;
    const magnitude = pattern & 0x7fffffff;
    if (magnitude < smallestNormal) values[i] = roundSubnormal(values[i]!);
    else if (magnitude < overflow) patterns[i] = (pattern + 0xfff + ((pattern >>> 13) & 1)) & ~0x1fff;
    else if (magnitude <= infinity) patterns[i] = (pattern & 0x80000000) | infinity;
  }
}

/** Near 0.5 neighbouring float32 values lie 2^-24 apart, so that adding 0.5 rounds. The sign of a zero is kept. */
function roundSubnormal(x: number): number {
  const rounded = Math.fround(Math.abs(x) + 0.5) - 0.5;
  return x < 0 || Object.is(x, -0) ? -rounded : rounded;
}

/** float16 bit patterns of the nearest values, see {@link roundToFloat16}. */
export function float32ToFloat16(values: Float32Array): Uint16Array {
  const rounded = Float32Array.from(values);
  roundToFloat16(rounded);
  const patterns = new Uint32Array(rounded.buffer);
  return Uint16Array.from(rounded, (value, i) => {
    const sign = (patterns[i]! >>> 16) & 0x8000;
    const magnitude = patterns[i]! & 0x7fffffff;
    if (magnitude < smallestNormal) return sign | Math.abs(value * 2 ** 24);
    if (magnitude > infinity) return sign | 0x7e00;
    if (magnitude === infinity) return sign | 0x7c00;
    return sign | ((magnitude - 0x38000000) >>> 13);
  });
}
