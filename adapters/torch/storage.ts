import type { FileHandle } from 'node:fs/promises';
import type { CheckpointTensor, TensorType } from '../../core/ports/checkpoint.ts';
import { asDomainError } from '../checkpoints/checkpoint-fault.ts';
import { elementBytes } from '../checkpoints/element-bytes.ts';
import { type ByteRange, readRange } from '../checkpoints/read-range.ts';
import { checkView, gather, isContiguous, spanOf, type TensorView } from './tensor-view.ts';

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
  /** @throws CheckpointFault when the file has no such storage or a shorter one. */
  locate(storage: Storage): ByteRange;
}

/** A view of a storage, checked to lie inside it; its bytes are read when asked for. */
export class StoredTensor implements CheckpointTensor {
  readonly type: TensorType;
  readonly shape: readonly number[];
  readonly #storage: Storage;
  readonly #view: TensorView;
  readonly #file: StorageFile;

  /** @throws CheckpointFault when the view reaches outside its storage. */
  constructor(storage: Storage, view: TensorView, file: StorageFile) {
    checkView(view, storage.elements, elementBytes[storage.type]);
    this.type = storage.type;
    this.shape = view.shape;
    this.#storage = storage;
    this.#view = view;
    this.#file = file;
  }

  /** @throws CheckpointFault when the file does not hold the bytes. */
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
