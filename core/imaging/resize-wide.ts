import type { Frame, KeptAxis } from './frame.ts';
import type { WideImage } from './raster-image.ts';
import { type ResampleWeights, resampleWeights } from './resample-weights.ts';

/**
 * The kept part (down, across) of a resized 16-bit grey picture as Pillow 9.4 resizes mode `I`: float64 sums, each pass
 * rounded half away from zero, nothing clamped. Source: `ImagingResampleHorizontal_32bpc` in Pillow's `Resample.c`.
 */
export function resizeWide({ width, height, data }: WideImage, { across, down, filter }: Frame): Int32Array {
  const rows =
    width === across.length
      ? keepColumns(data, width, across)
      : squeezeRows(data, height, resampleWeights(width, across, filter), width);
  return height === down.length
    ? rows.subarray(down.start * across.count, (down.start + down.count) * across.count)
    : squeezeColumns(rows, across.count, resampleWeights(height, down, filter));
}

function keepColumns(data: Uint16Array, width: number, { start, count }: KeptAxis): Int32Array {
  const height = data.length / width;
  const rows = new Int32Array(height * count);
  for (let y = 0; y < height; y++)
    rows.set(data.subarray(y * width + start, y * width + start + count), y * count);
  return rows;
}

function squeezeRows(data: Uint16Array, height: number, weights: ResampleWeights, width: number): Int32Array {
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

function squeezeColumns(rows: Int32Array, width: number, weights: ResampleWeights): Int32Array {
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
