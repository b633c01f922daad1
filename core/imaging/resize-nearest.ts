import { type Frame, isWhole, type KeptAxis } from './frame.ts';
import type { Bands } from './row-pass.ts';

/**
 * The kept part (down, across, channels) of `bands` resized by nearest neighbour, as Pillow 9.4 resizes modes `P` and
 * `1`.
 * Source: `ImagingScaleAffine` in Pillow's `Geometry.c`.
 */
export function resizeNearest(bands: Bands, frame: Frame): Uint8Array {
  const { width, height, channels, data } = bands;
  if (isWhole(frame, bands)) return data;
  const columns = nearestPositions(width, frame.across);
  const rows = nearestPositions(height, frame.down);
  const resized = new Uint8Array(rows.length * columns.length * channels);
  let target = 0;
  for (const row of rows) {
    for (const column of columns) {
      const source = (row * width + column) * channels;
      for (let channel = 0; channel < channels; channel++) resized[target++] = data[source + channel]!;
    }
  }
  return resized;
}

/** Source position of every kept position: an accumulated sum, truncated, because Pillow accumulates too. */
function nearestPositions(from: number, { length, start, count }: KeptAxis): Int32Array {
  const scale = from / length;
  const positions = new Int32Array(count);
  let position = scale * 0.5;
  for (let i = 0; i < start; i++) position += scale;
  for (let i = 0; i < count; i++) {
    positions[i] = Math.min(from - 1, Math.trunc(position));
    position += scale;
  }
  return positions;
}
