import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { type ByteRange, elementBytes, readRange, type Storage } from './storage.ts';
import { unreadable } from './torch-errors.ts';

const maximumEntries = 200_000;

/** The zip that `torch.save` writes since 1.6: `<name>/data.pkl` and `<name>/data/<key>`, all stored uncompressed. */
export class TorchZip {
  readonly handle: FileHandle;
  readonly #ranges: ReadonlyMap<string, ByteRange>;
  readonly #prefix: string;

  private constructor(handle: FileHandle, ranges: ReadonlyMap<string, ByteRange>, prefix: string) {
    this.handle = handle;
    this.#ranges = ranges;
    this.#prefix = prefix;
  }

  /** @throws DomainError CHECKPOINT_UNREADABLE */
  static async open(handle: FileHandle, path: string): Promise<TorchZip> {
    const ranges = await entryRanges(path);
    const pickle = [...ranges.keys()].filter((name) => /^[^/]*\/data\.pkl$/.test(name));
    if (pickle.length !== 1) throw unreadable('it is a zip file, but not one of torch.save');
    const zip = new TorchZip(handle, ranges, pickle[0]!.slice(0, -'data.pkl'.length));
    await zip.#requireLittleEndian();
    return zip;
  }

  pickleRange(): ByteRange {
    return this.#ranges.get(`${this.#prefix}data.pkl`)!;
  }

  locate({ key, type, elements }: Storage): ByteRange {
    const range = this.#ranges.get(`${this.#prefix}data/${key}`);
    if (range === undefined) throw unreadable(`the storage ${key} is missing`);
    if (range.length < elements * elementBytes[type]) throw unreadable(`the storage ${key} is too short`);
    return range;
  }

  async #requireLittleEndian(): Promise<void> {
    const range = this.#ranges.get(`${this.#prefix}byteorder`);
    if (range === undefined) return;
    const order = (await readRange(this.handle, range.start, Math.min(range.length, 16))).toString('latin1');
    if (order.trim() !== 'little') throw unreadable(`its byte order is ${JSON.stringify(order)}`);
  }
}

/** Byte range of each entry's data. */
async function entryRanges(path: string): Promise<ReadonlyMap<string, ByteRange>> {
  const zip = await openZip(path);
  try {
    const ranges = new Map<string, ByteRange>();
    for (const entry of await readEntries(zip)) {
      if (entry.fileName.endsWith('/')) continue;
      if (ranges.has(entry.fileName)) throw unreadable(`it has ${entry.fileName} twice`);
      if (entry.compressionMethod !== 0 || entry.compressedSize !== entry.uncompressedSize) {
        throw unreadable(`${entry.fileName} is compressed; torch.save does not compress`);
      }
      ranges.set(entry.fileName, { start: await dataStart(zip, entry), length: entry.uncompressedSize });
    }
    refuseOverlap(ranges, zip.fileSize);
    return ranges;
  } finally {
    zip.close();
  }
}

async function openZip(path: string): Promise<ZipFile> {
  try {
    return await promisify<string, yauzl.Options, ZipFile>(yauzl.open)(path, {
      lazyEntries: true,
      autoClose: false,
    });
  } catch (cause) {
    throw unreadable('it is a broken zip file', cause);
  }
}

function readEntries(zip: ZipFile): Promise<readonly Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    zip.on('entry', (entry: Entry) => {
      entries.push(entry);
      if (entries.length > maximumEntries) reject(unreadable('it has too many entries'));
      else zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', (cause) => reject(unreadable('it is a broken zip file', cause)));
    zip.readEntry();
  });
}

function dataStart(zip: ZipFile, entry: Entry): Promise<number> {
  return new Promise((resolve, reject) => {
    zip.readLocalFileHeader(entry, { minimal: true }, (cause, header) => {
      if (cause) reject(unreadable('it is a broken zip file', cause));
      else resolve(header.fileDataStart);
    });
  });
}

function refuseOverlap(ranges: ReadonlyMap<string, ByteRange>, fileSize: number): void {
  let end = 0;
  for (const { start, length } of [...ranges.values()].sort((a, b) => a.start - b.start)) {
    if (start < end || start + length > fileSize)
      throw unreadable('entries of its zip file overlap or reach outside');
    end = start + length;
  }
}
