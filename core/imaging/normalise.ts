import type { ImagePreprocessing } from '../model/manifest.ts';

/**
 * Float32 pixels (3, n, n) of RGB bytes (n, n, 3): `(byte / 255 - mean) / std`, every step rounded to float32 as
 * torchvision's ToTensor and Normalize round it.
 */
export function normalise(rgb: Uint8Array, { mean, std }: ImagePreprocessing): Float32Array {
  const plane = rgb.length / 3;
  const pixels = new Float32Array(rgb.length);
  for (const channel of [0, 1, 2] as const) {
    const valueByByte = normalisedBytes(mean[channel], std[channel]);
    for (let i = 0; i < plane; i++) pixels[channel * plane + i] = valueByByte[rgb[i * 3 + channel]!]!;
  }
  return pixels;
}

function normalisedBytes(mean: number, std: number): Float32Array {
  const [mean32, std32] = [Math.fround(mean), Math.fround(std)];
  return Float32Array.from(
    { length: 256 },
    (_, byte) => Math.fround(Math.fround(byte / 255) - mean32) / std32,
  );
}
