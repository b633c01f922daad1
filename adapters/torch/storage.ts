import type { FileHandle } from 'node:fs/promises';
import type { CheckpointTensor, TensorType } from '../../core/ports/checkpoint.ts';
import { checkView, gather, isContiguous, spanOf, type TensorView } from './tensor-view.ts';
import { asDomainError, unreadable } from './torch-errors.ts';

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

/** A run of elements that tensors are views of. Its place in the file may be known later than the storage. */
export class Storage {
  readonly key: string;
  readonly type: TensorType;
  readonly elements: number;

  constructor(key: string, type: TensorType, elements: number) {
    this.key = key;
    this.type = type;
    this.elements = elements;
  }
}

/** Finds the bytes of storages. */
export interface StorageFile {
  readonly fileName: string;
  readonly handle: FileHandle;
  /** @throws TorchFault when the file has no such storage or a shorter one. */
  locate(storage: Storage): ByteRange;
}

/** A view of a storage, checked to lie inside it; its bytes are read when asked for. */
export class StoredTensor implements CheckpointTensor {
  readonly type: TensorType;
  readonly shape: readonly number[];
  readonly #storage: Storage;
  readonly #view: TensorView;
  readonly #file: StorageFile;

  /** @throws TorchFault when the view reaches outside its storage. */
  constructor(storage: Storage, view: TensorView, file: StorageFile) {
    checkView(view, storage.elements, elementBytes[storage.type]);
    this.type = storage.type;
    this.shape = view.shape;
    this.#storage = storage;
    this.#view = view;
    this.#file = file;
  }

  /** @throws TorchFault when the file does not hold the bytes. */
  verify(): void {
    this.#file.locate(this.#storage);
  }

  /** @throws DomainError CHECKPOINT_UNREADABLE when the file has changed or was closed since. */
  async read(): Promise<Uint8Array> {
    const size = elementBytes[this.type];
    try {
      const { start } = this.#file.locate(this.#storage);
      const position = start + this.#view.offset * size;
      const bytes = await readRange(this.#file.handle, position, spanOf(this.#view) * size);
      return isContiguous(this.#view) ? bytes : gather(bytes, this.#view, size);
    } catch (error) {
      throw asDomainError(this.#file.fileName, error);
    }
  }
}

/** Bytes of a file. @throws TorchFault when it ends before. */
export async function readRange(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length);
  await fillFrom(handle, buffer, position);
  return buffer;
}

/** Fills a buffer with the bytes of a file from `position` on. @throws TorchFault when it ends before. */
export async function fillFrom(handle: FileHandle, buffer: Uint8Array, position: number): Promise<void> {
  if (!Number.isSafeInteger(position + buffer.length)) throw unreadable('it points far beyond its end');
  for (let filled = 0; filled < buffer.length; ) {
    const wanted = Math.min(buffer.length - filled, 1 << 30);
    const { bytesRead } = await handle.read(buffer, filled, wanted, position + filled);
    if (bytesRead === 0) throw unreadable('it ends too early');
    filled += bytesRead;
  }
}
