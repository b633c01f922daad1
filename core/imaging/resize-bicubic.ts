import { bicubicWeights } from './bicubic-weights.ts';
import { RowAccumulator } from './row-accumulator.ts';
import type { Bands, RowPass } from './row-pass.ts';
import { scalarRowPass } from './scalar-row-pass.ts';
import { hasVectors, vectorRowPass } from './vector-row-pass.ts';

/**
 * `bands` squashed to (size, size, channels), bit for bit as Pillow 9.4's `resize(…, BICUBIC)` does to 8-bit bands:
 * across first, rounded to bytes, then down; an axis that keeps its length is not touched. The result may share memory
 * with the input. Source: `ImagingResampleInner` in Pillow's `Resample.c`.
 */
export function resizeBicubic(bands: Bands, size: number): Uint8Array {
  const { width, height, channels } = bands;
  if (height === size) return width === size ? bands.data : squeezeRows(bands, size);
  const rows = new RowAccumulator(bicubicWeights(height, size), size * channels);
  const add = (y: number, row: Uint8Array) => rows.add(y, row);
  if (width === size) eachRow(bands, add);
  else rowPass(bands, bicubicWeights(width, size), add);
  return rows.finish();
}

const rowPass: RowPass = hasVectors ? vectorRowPass : scalarRowPass;

function squeezeRows(bands: Bands, size: number): Uint8Array {
  const rowLength = size * bands.channels;
  const squeezed = new Uint8Array(bands.height * rowLength);
  rowPass(bands, bicubicWeights(bands.width, size), (y, row) => squeezed.set(row, y * rowLength));
  return squeezed;
}

function eachRow(
  { width, height, channels, data }: Bands,
  onRow: (y: number, row: Uint8Array) => void,
): void {
  const rowLength = width * channels;
  for (let y = 0; y < height; y++) onRow(y, data.subarray(y * rowLength, (y + 1) * rowLength));
}
