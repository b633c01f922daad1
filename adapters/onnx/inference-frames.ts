/**
 * @file Messages with tensors on a byte stream. A frame is two little-endian uint32, the bytes of the head and of the body;
 * the head as JSON; the body with the tensors, each on a multiple of 8 so that it can be read where it lies. Frames, unlike
 * Node's own channel, can be read blocking, which halves the cost of a batch (docs/decisions/0006).
 */
import type { TensorData, Tensors } from './inference-protocol.ts';

export interface Frame<Head> {
  readonly head: Head;
  readonly tensors: Tensors;
}

export interface FrameLengths {
  readonly headBytes: number;
  readonly bodyBytes: number;
}

/** Bytes in front of every frame, see {@link readLengths}. */
export const prefixBytes = 8;

const alignment = 8;

const arrays = { float32: Float32Array, int32: Int32Array, int64: BigInt64Array, uint8: Uint8Array };

interface TensorEntry {
  readonly name: string;
  readonly type: TensorData['type'];
  readonly dims: readonly number[];
  readonly elements: number;
}

/**
 * The bytes of a frame in the order they are sent. The tensors are not copied: they must stay as they are until sent.
 * @throws RangeError for a tensor of another type than {@link TensorData} has.
 */
export function encodeFrame<Head>({ head, tensors }: Frame<Head>): readonly Uint8Array[] {
  const entries: TensorEntry[] = [];
  const body: Uint8Array[] = [];
  for (const [name, { type, dims, data }] of Object.entries(tensors)) {
    if (!(type in arrays)) throw new RangeError(`the tensor ${name} has the type ${type}`);
    entries.push({ name, type, dims, elements: data.length });
    body.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    body.push(new Uint8Array(padding(data.byteLength)));
  }
  const json = Buffer.from(JSON.stringify({ head, entries }));
  const prefix = Buffer.alloc(prefixBytes);
  prefix.writeUInt32LE(json.length, 0);
  prefix.writeUInt32LE(
    body.reduce((sum, { byteLength }) => sum + byteLength, 0),
    4,
  );
  return [prefix, json, ...body];
}

export function readLengths(prefix: Buffer): FrameLengths {
  return { headBytes: prefix.readUInt32LE(0), bodyBytes: prefix.readUInt32LE(4) };
}

/** The tensors are views of `body`. */
export function decodeFrame<Head>(json: Buffer, body: ArrayBuffer): Frame<Head> {
  const { head, entries } = JSON.parse(json.toString()) as {
    readonly head: Head;
    readonly entries: readonly TensorEntry[];
  };
  const tensors: Record<string, TensorData> = {};
  let offset = 0;
  for (const { name, type, dims, elements } of entries) {
    const data = new arrays[type](body, offset, elements);
    tensors[name] = { type, dims, data } as TensorData;
    offset += data.byteLength + padding(data.byteLength);
  }
  return { head, tensors };
}

function padding(bytes: number): number {
  return (alignment - (bytes % alignment)) % alignment;
}
