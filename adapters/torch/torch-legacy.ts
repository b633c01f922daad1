import type { FileHandle } from 'node:fs/promises';
import { CheckpointFault, unreadable } from '../checkpoints/checkpoint-fault.ts';
import { elementBytes } from '../checkpoints/element-bytes.ts';
import { type ByteRange, readRange } from '../checkpoints/read-range.ts';
import type { PickleEnvironment } from './pickle-machine.ts';
import type { Storage, StorageFile } from './storage.ts';
import { unpickle } from './unpickle.ts';

/** First value of a file of `torch.save` before 1.6. */
const magicNumber = 0x1950a86a20f9469cfc6cn;
const protocolVersion = 1001;
const maximumStorages = 100_000;

/** A pickle that must refer to nothing. */
const nothing: PickleEnvironment = {
  global: () => undefined,
  persistent: () => {
    throw unreadable('a storage stands where none may be');
  },
};

/**
 * The layout of `torch.save` before 1.6: magic number, protocol version, system information, the object and the list
 * of storage keys as pickles one after the other, then for each key its element count (8 bytes) and its bytes.
 */
export class TorchLegacy implements StorageFile {
  readonly fileName: string;
  readonly handle: FileHandle;
  readonly #storages = new Map<string, Storage>();
  #ranges: ReadonlyMap<string, ByteRange> = new Map();

  constructor(handle: FileHandle, fileName: string) {
    this.handle = handle;
    this.fileName = fileName;
  }

  /** The object whose pickles stand in `head`, the beginning of the file, with its storages found. @throws CheckpointFault */
  async readObject(head: Buffer, environment: PickleEnvironment): Promise<unknown> {
    const magicEnd = expectMagic(head);
    const version = unpickle(head, magicEnd, nothing);
    if (version.value !== protocolVersion) throw unreadable(`its format is not number ${protocolVersion}`);
    const system = unpickle(head, version.end, nothing);
    if (system.value instanceof Map && system.value.get('little_endian') === false) {
      throw unreadable('its byte order is "big"');
    }
    const object = unpickle(head, system.end, this.#noting(environment));
    const keys = unpickle(head, object.end, nothing);
    this.#ranges = await this.#layOut(keys.value, keys.end);
    return object.value;
  }

  locate({ key }: Storage): ByteRange {
    const range = this.#ranges.get(key);
    if (range === undefined) throw unreadable(`the storage ${key} is missing`);
    return range;
  }

  /** The same environment; the storages it makes are remembered, because only they tell how long their bytes are. */
  #noting(environment: PickleEnvironment): PickleEnvironment {
    return {
      global: environment.global,
      persistent: (id) => {
        const storage = environment.persistent(id) as Storage;
        const { type, elements } = this.#storages.get(storage.key) ?? storage;
        if (type !== storage.type || elements !== storage.elements) {
          throw unreadable(`the storage ${storage.key} is described in two ways`);
        }
        this.#storages.set(storage.key, storage);
        if (this.#storages.size > maximumStorages) throw unreadable('it has too many storages');
        return storage;
      },
    };
  }

  async #layOut(keys: unknown, start: number): Promise<ReadonlyMap<string, ByteRange>> {
    const ranges = new Map<string, ByteRange>();
    const { size } = await this.handle.stat();
    let position = start;
    for (const key of Array.isArray(keys) ? (keys as unknown[]) : []) {
      const storage = typeof key === 'string' ? this.#storages.get(key) : undefined;
      if (storage === undefined || ranges.has(storage.key))
        throw unreadable('its list of storages is broken');
      const elements = (await readRange(this.handle, position, 8)).readBigInt64LE();
      if (elements !== BigInt(storage.elements)) {
        throw unreadable(`the storage ${storage.key} has ${elements} elements, expected ${storage.elements}`);
      }
      const length = storage.elements * elementBytes[storage.type];
      ranges.set(storage.key, { start: position + 8, length });
      position += 8 + length;
      if (position > size) throw unreadable('it ends too early');
    }
    return ranges;
  }
}

/** @returns the offset behind the magic number */
function expectMagic(head: Buffer): number {
  const neither = 'it is neither a zip file nor one of torch.save before 1.6';
  try {
    const { value, end } = unpickle(head, 0, nothing);
    if (value === magicNumber) return end;
  } catch (error) {
    // A pickle that wants to run something is told apart from a file that is no pickle at all.
    const isUnsafe = error instanceof CheckpointFault && error.code === 'CHECKPOINT_UNSAFE';
    throw isUnsafe ? error : unreadable(neither, error);
  }
  throw unreadable(neither);
}
