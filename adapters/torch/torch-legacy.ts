import type { FileHandle } from 'node:fs/promises';
import type { PickleEnvironment } from './pickle-machine.ts';
import { type ByteRange, elementBytes, readRange, type Storage } from './storage.ts';
import { unreadable } from './torch-errors.ts';
import { unpickle } from './unpickle.ts';

/** First value of a file of `torch.save` before 1.6. */
const magicNumber = 0x1950a86a20f9469cfc6cn;
const protocolVersion = 1001;

/** A pickle that must refer to nothing. */
const nothing: PickleEnvironment = { global: () => undefined, persistent: () => undefined };

/**
 * The layout of `torch.save` before 1.6: magic number, protocol version, system information, the object and the list
 * of storage keys as pickles one after the other, then for each key its element count (8 bytes) and its bytes.
 */
export class TorchLegacy {
  readonly handle: FileHandle;
  readonly #types = new Map<string, Storage>();
  #ranges: ReadonlyMap<string, ByteRange> = new Map();

  constructor(handle: FileHandle) {
    this.handle = handle;
  }

  /** Reads the object; `environment` must tell this file of every storage through {@link announce}. */
  async readObject(head: Buffer, environment: PickleEnvironment): Promise<unknown> {
    const magic = unpickle(head, 0, nothing);
    if (magic.value !== magicNumber)
      throw unreadable('it is neither a zip file nor one of torch.save before 1.6');
    const version = unpickle(head, magic.end, nothing);
    if (version.value !== protocolVersion)
      throw unreadable(`its protocol is ${String(version.value)}, expected ${protocolVersion}`);
    const system = unpickle(head, version.end, nothing);
    if (system.value instanceof Map && system.value.get('little_endian') === false)
      throw unreadable('it is big-endian');
    const object = unpickle(head, system.end, this.#announcing(environment));
    const keys = unpickle(head, object.end, nothing);
    this.#ranges = await this.#layOut(keys.value, keys.end);
    return object.value;
  }

  locate({ key, type, elements }: Storage): ByteRange {
    const range = this.#ranges.get(key);
    if (range === undefined) throw unreadable(`the storage ${key} is missing`);
    if (range.length < elements * elementBytes[type]) throw unreadable(`the storage ${key} is too short`);
    return range;
  }

  #announcing(environment: PickleEnvironment): PickleEnvironment {
    return {
      global: environment.global,
      persistent: (id) => {
        const storage = environment.persistent(id) as Storage;
        this.#types.set(storage.key, storage);
        return storage;
      },
    };
  }

  async #layOut(keys: unknown, start: number): Promise<ReadonlyMap<string, ByteRange>> {
    const ranges = new Map<string, ByteRange>();
    const { size } = await this.handle.stat();
    let position = start;
    for (const key of Array.isArray(keys) ? keys.map(String) : []) {
      const elements = Number((await readRange(this.handle, position, 8)).readBigInt64LE());
      const storage = this.#types.get(key);
      if (storage === undefined || elements < 0) throw unreadable(`the storage ${key} is not described`);
      const length = elements * elementBytes[storage.type];
      ranges.set(key, { start: position + 8, length });
      position += 8 + length;
      if (position > size) throw unreadable('it ends too early');
    }
    return ranges;
  }
}
