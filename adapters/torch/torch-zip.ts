import type { FileHandle } from 'node:fs/promises';
import { unreadable } from '../checkpoints/checkpoint-fault.ts';
import { elementBytes } from '../checkpoints/element-bytes.ts';
import { type ByteRange, readRange } from '../checkpoints/read-range.ts';
import type { Storage, StorageFile } from './storage.ts';
import { readZipEntries } from './zip-entries.ts';

/** `kMaxSupportedFileFormatVersion` of PyTorch's caffe2/serialize/versions.h. */
const maximumVersion = 10;

/** The zip that `torch.save` writes since 1.6: `<name>/data.pkl` and `<name>/data/<key>`, all stored uncompressed. */
export class TorchZip implements StorageFile {
  readonly fileName: string;
  readonly handle: FileHandle;
  readonly #ranges: ReadonlyMap<string, ByteRange>;
  readonly #prefix: string;

  private constructor(
    file: Pick<StorageFile, 'handle' | 'fileName'>,
    ranges: ReadonlyMap<string, ByteRange>,
    prefix: string,
  ) {
    this.handle = file.handle;
    this.fileName = file.fileName;
    this.#ranges = ranges;
    this.#prefix = prefix;
  }

  /** @throws CheckpointFault when it is no zip file of `torch.save` */
  static async open(handle: FileHandle, fileName: string): Promise<TorchZip> {
    const { size } = await handle.stat();
    const ranges = await readZipEntries(handle, size);
    const pickles = [...ranges.keys()].filter((name) => /^[^/]*\/data\.pkl$/.test(name));
    if (pickles.length !== 1) throw unreadable('it is a zip file, but not one of torch.save');
    const zip = new TorchZip({ handle, fileName }, ranges, pickles[0]!.slice(0, -'data.pkl'.length));
    await zip.#checkFormat();
    return zip;
  }

  /** Where the pickle of the object is. */
  pickleRange(): ByteRange {
    return this.#ranges.get(`${this.#prefix}data.pkl`)!;
  }

  locate({ key, type, elements }: Storage): ByteRange {
    const range = this.#ranges.get(`${this.#prefix}data/${key}`);
    if (range === undefined) throw unreadable(`the storage ${key} is missing`);
    const needed = elements * elementBytes[type];
    if (range.length < needed) {
      throw unreadable(`the storage ${key} has ${range.length} bytes, but its tensors need ${needed}`);
    }
    return range;
  }

  async #checkFormat(): Promise<void> {
    const order = await this.#readText('byteorder');
    if (order !== undefined && order !== 'little') {
      throw unreadable(`its byte order is ${JSON.stringify(order)}`);
    }
    const version = await this.#readText('version');
    if (version !== undefined && !(/^\d{1,4}$/.test(version) && Number(version) <= maximumVersion)) {
      throw unreadable(
        `its format version is ${JSON.stringify(version)}, at most ${maximumVersion} is known`,
      );
    }
  }

  /** A short text entry; undefined where there is none. */
  async #readText(name: string): Promise<string | undefined> {
    const range = this.#ranges.get(`${this.#prefix}${name}`);
    if (range === undefined) return undefined;
    const bytes = await readRange(this.handle, range.start, Math.min(range.length, 16));
    return bytes.toString('latin1').trim();
  }
}
