import { type Frame, isWhole } from './frame.ts';
import { resampleWeights } from './resample-weights.ts';
import { RowAccumulator } from './row-accumulator.ts';
import type { Bands, RowPass } from './row-pass.ts';
import { scalarRowPass } from './scalar-row-pass.ts';
import { hasVectors, vectorRowPass } from './vector-row-pass.ts';

/**
 * The kept part (down, across, channels) of resized `bands`, bit for bit as Pillow 9.4's `resize` makes it with
 * the frame's filter of 8-bit bands: across first, rounded to bytes, then down; an axis that keeps its length is not touched. The result
 * may share memory with the input. Source: `ImagingResampleInner` in Pillow's `Resample.c`.
 */
export function resample(bands: Bands, frame: Frame): Uint8Array {
  if (isWhole(frame, bands)) return bands.data;
  const { down } = frame;
  if (bands.height === down.length) return collectRows(rowsOf(bands, down.start, down.count), frame);
  const weights = resampleWeights(bands.height, down, frame.filter);
  const last = weights.starts.length - 1;
  const first = weights.starts[0]!;
  const read = rowsOf(bands, first, weights.starts[last]! + weights.counts[last]! - first);
  const rows = new RowAccumulator(weights, frame.across.count * bands.channels);
  eachSqueezedRow(read, frame, (y, row) => rows.add(first + y, row));
  return rows.finish();
}

const rowPass: RowPass = hasVectors ? vectorRowPass : scalarRowPass;

function rowsOf(bands: Bands, start: number, count: number): Bands {
  const rowLength = bands.width * bands.channels;
  return {
    ...bands,
    height: count,
    data: bands.data.subarray(start * rowLength, (start + count) * rowLength),
  };
}

function collectRows(bands: Bands, frame: Frame): Uint8Array {
  const rowLength = frame.across.count * bands.channels;
  const squeezed = new Uint8Array(bands.height * rowLength);
  eachSqueezedRow(bands, frame, (y, row) => squeezed.set(row, y * rowLength));
  return squeezed;
}

function eachSqueezedRow(
  bands: Bands,
  { across, filter }: Frame,
  onRow: (y: number, row: Uint8Array) => void,
): void {
  const { width, height, channels, data } = bands;
  if (width !== across.length) {
    rowPass(bands, resampleWeights(width, across, filter), onRow);
    return;
  }
  for (let y = 0; y < height; y++) {
    const start = (y * width + across.start) * channels;
    onRow(y, data.subarray(start, start + across.count * channels));
  }
}
