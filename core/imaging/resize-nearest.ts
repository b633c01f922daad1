import type { Bands } from './row-pass.ts';

/**
 * `bands` squashed to (size, size, channels) by nearest neighbour, as Pillow 9.4 resizes modes `P` and `1`.
 * Source: `ImagingScaleAffine` in Pillow's `Geometry.c`.
 */
export function resizeNearest({ width, height, channels, data }: Bands, size: number): Uint8Array {
  if (width === size && height === size) return data;
  const columns = nearestPositions(width, size);
  const rows = nearestPositions(height, size);
  const resized = new Uint8Array(size * size * channels);
  let target = 0;
  for (const row of rows) {
    for (const column of columns) {
      const source = (row * width + column) * channels;
      for (let channel = 0; channel < channels; channel++) resized[target++] = data[source + channel]!;
    }
  }
  return resized;
}

/** Source position of every output position: an accumulated sum, truncated, because Pillow accumulates too. */
function nearestPositions(from: number, to: number): Int32Array {
  const scale = from / to;
  const positions = new Int32Array(to);
  let position = scale * 0.5;
  for (let i = 0; i < to; i++) {
    positions[i] = Math.min(from - 1, Math.trunc(position));
    position += scale;
  }
  return positions;
}
