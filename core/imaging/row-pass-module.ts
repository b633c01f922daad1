import { WEIGHT_BITS, WEIGHT_HALF } from './resample-weights.ts';

/**
 * The inner loops of the horizontal pass as a WebAssembly module: the four channels of a pixel are the four lanes of a
 * vector, so a pixel costs one multiplication. Written out by hand because JavaScript has no vector instructions, and
 * the loops below are all there is. In pseudocode, with addresses in bytes:
 *
 *     squeeze(source, target, span, spanEnd, channels):
 *       do
 *         pixel = source + span[0]; weight = span[1]; sum = (half, half, half, half)
 *         do
 *           sum += lanes(bytes at pixel) × weight[0]; pixel += channels; weight += 4
 *         while weight < span[2]
 *         bytes at target = clamp(sum >> 22); target += channels; span += 12
 *       while span < spanEnd
 *
 * Four bytes are read and written per pixel whatever `channels` is: what lies beyond is overwritten by the next pixel,
 * so rows need 4 spare bytes at their end.
 */
export function rowPassModule(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // "\0asm", version 1
    ...section(1, [1, 0x60, 5, I32, I32, I32, I32, I32, 0]), // one type: five i32 in, nothing out
    ...section(3, [1, 0]), // one function of that type
    ...section(5, [1, 0, 1]), // one memory of at least a page
    ...section(7, [2, ...name('memory'), 2, 0, ...name('squeeze'), 0, 0]),
    ...section(10, [1, ...sized([2, 2, I32, 1, V128, ...squeezeBody, END])]), // locals: two i32, one v128
  ]);
}

const I32 = 0x7f;
const V128 = 0x7b;
const VOID = 0x40;
const END = 0x0b;

// Parameters and local variables by number.
const source = 0;
const target = 1;
const span = 2;
const spanEnd = 3;
const channels = 4;
const pixel = 5;
const weight = 6;
const sum = 7;

/** Instructions one after another. */
const code = (...parts: readonly (readonly number[])[]): readonly number[] => parts.flat();
const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const constant = (value: number) => [0x41, ...signed(value)];
const load = (offset: number) => [0x28, 2, offset];
const store = [0x36, 0, 0];
const add = [0x6a];
const increase = (local: number, by: readonly number[]) => code(get(local), by, add, set(local));
/** loop … local < end (unsigned); br_if 0; end */
const doWhileLess = (body: readonly number[], local: number, end: readonly number[]) =>
  code([0x03, VOID], body, get(local), end, [0x49, 0x0d, 0, END]);

const vector = (operation: number, ...immediates: number[]) => [0xfd, ...unsigned(operation), ...immediates];
const loadFourBytes = vector(0x5c, 0, 0); // v128.load32_zero
const loadToAllLanes = vector(0x09, 2, 0); // v128.load32_splat
const bytesToLanes = code(vector(0x89), vector(0xa9)); // i16x8.extend_low_i8x16_u, i32x4.extend_low_i16x8_u
const toAllLanes = vector(0x11); // i32x4.splat
const multiplyLanes = vector(0xb5); // i32x4.mul
const addLanes = vector(0xae); // i32x4.add
const shiftLanes = vector(0xac); // i32x4.shr_s
const narrowToShorts = vector(0x85); // i16x8.narrow_i32x4_s
const narrowToBytes = vector(0x66); // i8x16.narrow_i16x8_u
const firstLane = vector(0x1b, 0); // i32x4.extract_lane

const pixelLanes = code(get(pixel), loadFourBytes, bytesToLanes);
const weightLanes = code(get(weight), loadToAllLanes);
const accumulate = code(
  code(get(sum), pixelLanes, weightLanes, multiplyLanes, addLanes, set(sum)),
  code(increase(pixel, get(channels)), increase(weight, constant(4))),
);
// Narrowing takes two vectors; what the second one gives is not looked at.
const shifted = code(get(sum), constant(WEIGHT_BITS), shiftLanes);
const clampedBytes = code(shifted, get(sum), narrowToShorts, get(sum), narrowToBytes, firstLane);
const onePixel = code(
  code(get(source), get(span), load(0), add, set(pixel)),
  code(get(span), load(4), set(weight)),
  code(constant(WEIGHT_HALF), toAllLanes, set(sum)),
  doWhileLess(accumulate, weight, code(get(span), load(8))),
  code(get(target), clampedBytes, store),
  code(increase(target, get(channels)), increase(span, constant(12))),
);
const squeezeBody = doWhileLess(onePixel, span, get(spanEnd));

function section(id: number, content: readonly number[]): number[] {
  return [id, ...sized(content)];
}

function sized(content: readonly number[]): number[] {
  return [...unsigned(content.length), ...content];
}

function name(text: string): number[] {
  return sized(Array.from(text, (character) => character.charCodeAt(0)));
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** Signed LEB128. */
function signed(value: number): number[] {
  const isLast = value >= -0x40 && value < 0x40;
  return isLast ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}
