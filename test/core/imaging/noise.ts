/** Repeatable bytes, about half of them 0 or 255. */
export function noise(length: number, seed: number): Uint8Array {
  let state = (seed + 1) * 2_654_435_761;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    const value = (state >>> 16) & 1023;
    return value < 256 ? 0 : value < 512 ? 255 : value & 255;
  });
}
