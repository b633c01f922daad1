import { readFileSync } from 'node:fs';

export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Uint8Array | BigInt64Array;
}

/** Reads a little-endian C-order `.npy` file of float32, uint8 or int64. */
export function readNpy(path: string): NpyArray {
  const bytes = readFileSync(path);
  const headerLength = bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, 10 + headerLength);
  const descr = /'descr': '([^']+)'/.exec(header)?.[1];
  const shape = (/'shape': \(([^)]*)\)/.exec(header)?.[1] ?? '')
    .split(',')
    .filter((n) => n.trim() !== '')
    .map(Number);
  const body = bytes.buffer.slice(
    bytes.byteOffset + 10 + headerLength,
    bytes.byteOffset + bytes.length,
  ) as ArrayBuffer;
  if (descr === '<f4') return { shape, data: new Float32Array(body) };
  if (descr === '|u1') return { shape, data: new Uint8Array(body) };
  if (descr === '<i8') return { shape, data: new BigInt64Array(body) };
  throw new Error(`${path}: unsupported dtype ${descr}`);
}

/** The float32 values of a `.npy` file. */
export function readFloats(path: string): Float32Array {
  const { data } = readNpy(path);
  if (!(data instanceof Float32Array)) throw new Error(`${path} does not hold float32`);
  return data;
}
