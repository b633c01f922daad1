import type { FileHandle } from 'node:fs/promises';
import type { CheckpointTensor, TensorType } from '../../core/ports/checkpoint.ts';
import { unreadable } from './torch-errors.ts';

export const elementBytes: Readonly<Record<TensorType, number>> = {
  float64: 8,
  int64: 8,
  float32: 4,
  int32: 4,
  float16: 2,
  bfloat16: 2,
  int16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
};

/** Where the bytes of a storage are in the file. */
export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

/** A run of equal elements that tensors are views of. Its place in the file may be known later than the storage. */
export interface Storage {
  readonly key: string;
  readonly type: TensorType;
  readonly elements: number;
}

/** Finds and reads the bytes of storages. */
export interface StorageFile {
  readonly handle: FileHandle;
  /** @throws DomainError CHECKPOINT_UNREADABLE when the file has no such storage. */
  locate(storage: Storage): ByteRange;
}

export interface View {
  /** In elements. */
  readonly offset: number;
  readonly shape: readonly number[];
  /** In elements. */
  readonly stride: readonly number[];
}

/** A view of a storage, checked to lie inside it; its bytes are read when asked for. */
export class StoredTensor implements CheckpointTensor {
  readonly type: TensorType;
  readonly shape: readonly number[];
  readonly #storage: Storage;
  readonly #view: View;
  readonly #file: StorageFile;

  /** @throws DomainError CHECKPOINT_UNREADABLE when the view reaches outside its storage. */
  constructor(storage: Storage, view: View, file: StorageFile) {
    checkView(storage, view);
    this.type = storage.type;
    this.shape = view.shape;
    this.#storage = storage;
    this.#view = view;
    this.#file = file;
  }

  async read(): Promise<Uint8Array> {
    const size = elementBytes[this.type];
    const { offset, shape, stride } = this.#view;
    const span = spanOf(this.#view);
    const { start, length } = this.#file.locate(this.#storage);
    if ((offset + span) * size > length)
      throw unreadable(`the storage ${this.#storage.key} is shorter than its tensor`);
    const bytes = await readRange(this.#file.handle, start + offset * size, span * size);
    return isContiguous(shape, stride) ? bytes : gather(bytes, shape, stride, size);
  }
}

/** Bytes of a file. @throws DomainError CHECKPOINT_UNREADABLE when it ends before. */
export async function readRange(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(
      buffer,
      filled,
      Math.min(length - filled, 1 << 30),
      position + filled,
    );
    if (bytesRead === 0) throw unreadable('it ends too early');
    filled += bytesRead;
  }
  return buffer;
}

function checkView(storage: Storage, view: View): void {
  const numbers = [view.offset, ...view.shape, ...view.stride];
  const isSane =
    numbers.every((n) => Number.isSafeInteger(n) && n >= 0) && view.shape.length === view.stride.length;
  if (!isSane || view.shape.length > 16) throw unreadable('a tensor has an impossible shape');
  const elements = view.shape.reduce((product, length) => product * length, 1);
  // A stride of 0 would make a small storage into a huge tensor.
  if (elements > storage.elements || view.offset + spanOf(view) > storage.elements) {
    throw unreadable(`a tensor of ${elements} elements does not fit its storage of ${storage.elements}`);
  }
}

/** Elements from the first to the last one of a view. */
function spanOf({ shape, stride }: View): number {
  if (shape.includes(0)) return 0;
  return 1 + shape.reduce((last, length, axis) => last + (length - 1) * stride[axis]!, 0);
}

function isContiguous(shape: readonly number[], stride: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && stride[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
}

/** Row-major copy of a strided view. */
function gather(
  bytes: Buffer,
  shape: readonly number[],
  stride: readonly number[],
  size: number,
): Uint8Array {
  const result = new Uint8Array(shape.reduce((product, length) => product * length, size));
  let written = 0;
  const visit = (axis: number, from: number): void => {
    if (axis === shape.length) {
      result.set(bytes.subarray(from * size, (from + 1) * size), written);
      written += size;
      return;
    }
    for (let i = 0; i < shape[axis]!; i++) visit(axis + 1, from + i * stride[axis]!);
  };
  visit(0, 0);
  return result;
}
