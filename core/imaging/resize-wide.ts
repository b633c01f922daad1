import { type BicubicWeights, bicubicWeights } from './bicubic-weights.ts';
import type { WideImage } from './raster-image.ts';

/**
 * A 16-bit grey picture squashed to (size, size) as Pillow 9.4 resizes mode `I`: float64 sums, each pass rounded half
 * away from zero, nothing clamped. Source: `ImagingResampleHorizontal_32bpc` in Pillow's `Resample.c`.
 */
export function resizeWide({ width, height, data }: WideImage, size: number): Int32Array {
  const across =
    width === size ? Int32Array.from(data) : squeezeRows(data, height, bicubicWeights(width, size), width);
  return height === size ? across : squeezeColumns(across, size, bicubicWeights(height, size));
}

function squeezeRows(data: Uint16Array, height: number, weights: BicubicWeights, width: number): Int32Array {
  const { starts, counts, stride, exact } = weights;
  const to = starts.length;
  const rows = new Int32Array(height * to);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < to; x++) {
      let sum = 0;
      for (let k = 0; k < counts[x]!; k++) sum += data[y * width + starts[x]! + k]! * exact[x * stride + k]!;
      rows[y * to + x] = roundHalfAway(sum);
    }
  }
  return rows;
}

function squeezeColumns(rows: Int32Array, width: number, weights: BicubicWeights): Int32Array {
  const { starts, counts, stride, exact } = weights;
  const to = starts.length;
  const columns = new Int32Array(to * width);
  for (let y = 0; y < to; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < counts[y]!; k++)
        sum += rows[(starts[y]! + k) * width + x]! * exact[y * stride + k]!;
      columns[y * width + x] = roundHalfAway(sum);
    }
  }
  return columns;
}

function roundHalfAway(value: number): number {
  return Math.trunc(value + (value < 0 ? -0.5 : 0.5));
}
