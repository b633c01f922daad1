/** a × b / 255, rounded, for bytes. Source: `MULDIV255` in Pillow's `ImagingUtils.h`. */
export function multiplyBytes(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

/**
 * Colours times their alpha, for interleaved pixels whose last channel is alpha (LA or RGBA). A new array.
 * Source: `rgbA2rgba` in Pillow's `Convert.c`.
 */
export function premultiply(data: Uint8Array, channels: number): Uint8Array {
  const premultiplied = new Uint8Array(data.length);
  const colours = channels - 1;
  for (let pixel = 0; pixel < data.length; pixel += channels) {
    const alpha = data[pixel + colours]!;
    for (let c = 0; c < colours; c++) premultiplied[pixel + c] = multiplyBytes(data[pixel + c]!, alpha);
    premultiplied[pixel + colours] = alpha;
  }
  return premultiplied;
}

/**
 * Colours divided by their alpha again; where alpha is 0 or 255 they stay. A new array.
 * Source: `rgba2rgbA` in Pillow's `Convert.c`.
 */
export function unpremultiply(data: Uint8Array, channels: number): Uint8Array {
  const colours = channels - 1;
  const divided = data.slice();
  for (let pixel = 0; pixel < data.length; pixel += channels) {
    const alpha = data[pixel + colours]!;
    if (alpha === 0 || alpha === 255) continue;
    for (let c = 0; c < colours; c++) {
      divided[pixel + c] = Math.min(255, Math.trunc((255 * data[pixel + c]!) / alpha));
    }
  }
  return divided;
}
