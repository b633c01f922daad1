import type { ResampleWeights } from './resample-weights.ts';
import type { Bands } from './row-pass.ts';
import { rowPassModule } from './row-pass-module.ts';

/** What of the WebAssembly global is used; the language's own library does not declare it. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: unknown };
};

interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  squeeze(source: number, target: number, span: number, spanEnd: number, channels: number): void;
}

const PAGE_BYTES = 65_536;
/** Spare bytes after a row: pixels are read and written four bytes at a time. */
const SLACK_BYTES = 4;
/** Three int32 per output pixel: byte offset of its first source pixel, address of its weights, address of their end. */
const SPAN_INTEGERS = 3;

/** Whether the processor and the runtime have vector instructions. */
export const hasVectors: boolean = typeof WebAssembly === 'object' && WebAssembly.validate(rowPassModule());

let kernel: Kernel | undefined;

/** The same bytes as `scalarRowPass`, several times as fast. Not to be called from within `onRow`. */
export function vectorRowPass(
  bands: Bands,
  weights: ResampleWeights,
  onRow: (y: number, row: Uint8Array) => void,
): void {
  kernel ??= new WebAssembly.Instance(new WebAssembly.Module(rowPassModule())).exports as Kernel;
  const to = weights.starts.length;
  const { channels, data, height } = bands;
  const [rowBytes, squeezedBytes] = [bands.width * channels, to * channels];
  const target = alignedUp(rowBytes + SLACK_BYTES);
  const span = alignedUp(target + squeezedBytes + SLACK_BYTES);
  const spanEnd = span + to * SPAN_INTEGERS * 4;
  reserve(kernel, spanEnd + weights.fixed.byteLength);
  const memory = new Uint8Array(kernel.memory.buffer);
  new Int32Array(memory.buffer, spanEnd, weights.fixed.length).set(weights.fixed);
  new Int32Array(memory.buffer, span, to * SPAN_INTEGERS).set(spansOf(weights, channels, spanEnd));
  const row = memory.subarray(target, target + squeezedBytes);
  for (let y = 0; y < height; y++) {
    memory.set(data.subarray(y * rowBytes, (y + 1) * rowBytes));
    kernel.squeeze(0, target, span, spanEnd, channels);
    onRow(y, row);
  }
}

function spansOf(
  { starts, counts, stride }: ResampleWeights,
  channels: number,
  weightsAt: number,
): Int32Array {
  const spans = new Int32Array(starts.length * SPAN_INTEGERS);
  for (let x = 0; x < starts.length; x++) {
    const first = weightsAt + x * stride * 4;
    spans.set([starts[x]! * channels, first, first + counts[x]! * 4], x * SPAN_INTEGERS);
  }
  return spans;
}

function reserve({ memory }: Kernel, bytes: number): void {
  const missing = Math.ceil(bytes / PAGE_BYTES) - memory.buffer.byteLength / PAGE_BYTES;
  if (missing > 0) memory.grow(missing);
}

function alignedUp(address: number): number {
  return Math.ceil(address / 4) * 4;
}
