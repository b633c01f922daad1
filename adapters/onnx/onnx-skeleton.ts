import type { FileHandle } from 'node:fs/promises';
import { unreadable } from '../checkpoints/checkpoint-fault.ts';
import { fillFrom, readRange } from '../checkpoints/read-range.ts';

/** What is kept of a file: graphs of the largest models need a few MiB. */
const maximumKeptBytes = 64 << 20;

/** Data up to here stays in the tensor. */
const inlineBytes = 1024;

const windowBytes = 64 << 10;

/** Longest tag and length of a field. */
const headerBytes = 20;

/** Messages that are entered to find the data of large tensors, by field number. */
interface Form {
  readonly [field: number]: Form | 'data';
}

/** `float_data`, `raw_data` and `double_data`: contiguous little-endian elements. */
const tensorForm: Form = { 4: 'data', 9: 'data', 10: 'data' };
const attributeForm: Form = { 5: tensorForm };
const modelForm: Form = { 7: { 1: { 5: attributeForm }, 5: tensorForm } };

/** `TensorProto.ownData` of `onnx-proto.ts`. */
const ownDataField = 1001;

/**
 * The `ModelProto` of a file with the data of large tensors left where it is: in its place the tensor says where in the
 * file it stands. So a graph is read without its weights.
 * @throws CheckpointFault
 */
export async function readSkeleton(handle: FileHandle, sizeBytes: number): Promise<Uint8Array> {
  return Buffer.concat(await new Skeleton(handle, sizeBytes).message(modelForm, 0, sizeBytes));
}

interface Field {
  readonly number: number;
  readonly isBytes: boolean;
  /** Of its contents. */
  readonly start: number;
  readonly end: number;
}

class Skeleton {
  readonly #handle: FileHandle;
  readonly #sizeBytes: number;
  #window = Buffer.alloc(0);
  #windowStart = 0;
  #keptBytes = 0;

  constructor(handle: FileHandle, sizeBytes: number) {
    this.#handle = handle;
    this.#sizeBytes = sizeBytes;
  }

  /** Pieces of a message, in order. Runs of fields that stay as they are become one piece. */
  async message(form: Form, start: number, end: number): Promise<readonly Uint8Array[]> {
    const pieces: Uint8Array[] = [];
    let kept = start;
    for (let at = start; at < end; ) {
      const field = await this.#field(at, end);
      const inner = field.isBytes && field.end - field.start > inlineBytes ? form[field.number] : undefined;
      if (inner !== undefined) {
        pieces.push(...(await this.#copy(kept, at)), ...(await this.#replaced(field, inner)));
        kept = field.end;
      }
      at = field.end;
    }
    pieces.push(...(await this.#copy(kept, end)));
    return pieces;
  }

  async #replaced({ number, start, end }: Field, form: Form | 'data'): Promise<readonly Uint8Array[]> {
    if (form === 'data') {
      const position = [8, ...varint(number), 16, ...varint(start), 24, ...varint(end - start)];
      return [bytesField(ownDataField, position.length), Uint8Array.from(position)];
    }
    const inner = await this.message(form, start, end);
    const length = inner.reduce((sum, piece) => sum + piece.length, 0);
    return [bytesField(number, length), ...inner];
  }

  async #copy(start: number, end: number): Promise<readonly Uint8Array[]> {
    if (start === end) return [];
    this.#keptBytes += end - start;
    if (this.#keptBytes > maximumKeptBytes) {
      throw unreadable('its graph takes more than 64 MiB without the weights');
    }
    return [await readRange(this.#handle, start, end - start)];
  }

  async #field(at: number, end: number): Promise<Field> {
    if (at < this.#windowStart || at + headerBytes > this.#windowStart + this.#window.length) {
      await this.#load(at);
    }
    const header = new Header(this.#window, at - this.#windowStart);
    const tag = header.varint();
    const wire = tag % 8;
    const length = wire === 2 ? header.varint() : fixedLength(wire, header);
    const start = this.#windowStart + header.position;
    if (start + length > end) throw unreadable(`a field of it at byte ${at} ends beyond what it is part of`);
    return { number: Math.floor(tag / 8), isBytes: wire === 2, start, end: start + length };
  }

  async #load(at: number): Promise<void> {
    const length = Math.min(windowBytes, this.#sizeBytes - at);
    this.#window = Buffer.allocUnsafeSlow(length);
    this.#windowStart = at;
    await fillFrom(this.#handle, this.#window, at);
  }
}

class Header {
  readonly #bytes: Uint8Array;
  position: number;

  constructor(bytes: Uint8Array, position: number) {
    this.#bytes = bytes;
    this.position = position;
  }

  varint(): number {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 63; factor *= 128) {
      const byte = this.#bytes[this.position++];
      if (byte === undefined) throw unreadable('it ends in the middle of a field');
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    throw unreadable('it has a number of more than 64 bits');
  }
}

/** Bytes that follow the tag of a field that has no length. */
function fixedLength(wire: number, header: Header): number {
  if (wire === 1) return 8;
  if (wire === 5) return 4;
  if (wire !== 0) throw unreadable(`it has a field of wire type ${wire}`);
  header.varint();
  return 0;
}

/** Tag and length of a field of bytes. */
function bytesField(number: number, length: number): Uint8Array {
  return Uint8Array.from([...varint(number * 8 + 2), ...varint(length)]);
}

function varint(value: number): readonly number[] {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return [...bytes, left];
    bytes.push((left % 128) | 128);
  }
}
