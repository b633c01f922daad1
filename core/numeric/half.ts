/** @file IEEE 754 half precision and bfloat16, the storage types of checkpoints. */

const bits = new Uint32Array(1);
const value = new Float32Array(bits.buffer);

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

/** float32 values of float16 bit patterns, exact. */
export function float16ToFloat32(patterns: Uint16Array): Float32Array {
  const values = new Float32Array(patterns.length);
  for (let i = 0; i < patterns.length; i++) values[i] = float16Values[patterns[i]!]!;
  return values;
}

/** float32 values of bfloat16 bit patterns, exact: the upper half of a float32. */
export function bfloat16ToFloat32(patterns: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(patterns, (pattern) => pattern << 16).buffer);
}

/** Bit pattern of the nearest float16, ties to even; what is too large becomes infinite. */
export function toFloat16Pattern(x: number): number {
  value[0] = x;
  const pattern = bits[0]!;
  const sign = (pattern >>> 16) & 0x8000;
  const magnitude = pattern & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) return sign | roundToEven(Math.abs(value[0]) * 2 ** 24);
  return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >> 13) & 1)) >> 13);
}

function roundToEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

/** Rounds float32 values to float16 in place, as `tensor.half().float()` of PyTorch does. */
export function roundToFloat16(values: Float32Array): void {
  for (let i = 0; i < values.length; i++) values[i] = float16Values[toFloat16Pattern(values[i]!)]!;
}
