import { basename } from 'node:path';
import { crc32 } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { DomainError } from '../../core/errors.ts';
import { defaultImageLimits, requireEncodedSize } from '../images/image-limits.ts';
import { entryNames } from './zip-entry-names.ts';

/** Names of all are kept in memory. */
const maximumEntries = 200_000;
/** Of all entries together, unpacked. */
const maximumBytes = 40 * 2 ** 30;
/** Unpacked to packed: pictures hardly shrink, and text not to a hundredth. */
const maximumRatio = 100;
/** Below this the ratio says nothing. */
const harmlessBytes = 64 * 2 ** 20;

/**
 * A zip file whose entries are read one by one and never written anywhere. What an entry unpacks to is limited by the size that it
 * states, which yauzl holds it to; it also refuses names that lead out of the file. Zip files inside are not opened.
 */
export class ZipPictures {
  readonly #zip: ZipFile;
  readonly #name: string;
  readonly #entries: ReadonlyMap<string, Entry>;
  /** What can be read of names that cannot be told. */
  readonly unnamed: readonly string[];

  private constructor(name: string, zip: ZipFile, entries: readonly Entry[]) {
    this.#name = name;
    this.#zip = zip;
    const named = entryNames(entries);
    this.#entries = named.entries;
    this.unnamed = named.unnamed;
  }

  /** @throws DomainError INVALID_INPUT for a broken zip file, names that lead out of it, links, and more than the limits allow */
  static async open(path: string): Promise<ZipPictures> {
    const name = basename(path);
    let zip: ZipFile | undefined;
    try {
      zip = await yauzl.openPromise(path, { autoClose: false });
      if (zip.entryCount > maximumEntries) throw broken(name, `it has more than ${maximumEntries} entries`);
      const entries: Entry[] = [];
      let bytes = 0;
      for await (const entry of zip.eachEntry()) {
        bytes += entry.uncompressedSize;
        checkEntry(name, entry, bytes, zip.fileSize);
        entries.push(entry);
      }
      return new ZipPictures(name, zip, entries);
    } catch (error) {
      zip?.close();
      throw error instanceof DomainError ? error : broken(name, (error as Error).message, error);
    }
  }

  /** Sorted. */
  names(): readonly string[] {
    return [...this.#entries.keys()].sort();
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** @throws DomainError INVALID_INPUT when it is not there, or damaged, which may be told only at its end */
  async *chunks(name: string): AsyncGenerator<Buffer> {
    const entry = this.#entry(name);
    const stream = await this.#zip.openReadStreamPromise(entry).catch((error: unknown) => {
      throw broken(this.#name, `${name}: ${(error as Error).message}`, error);
    });
    let checksum = 0;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        checksum = crc32(chunk, checksum);
        yield chunk;
      }
    } catch (error) {
      throw this.#damaged(name, error);
    }
    if (checksum !== entry.crc32) throw this.#damaged(name);
  }

  /** @throws DomainError INVALID_INPUT when it is not there or damaged, IMAGE_TOO_LARGE */
  async read(name: string): Promise<Uint8Array> {
    requireEncodedSize(this.#entry(name).uncompressedSize, defaultImageLimits);
    const chunks: Buffer[] = [];
    for await (const chunk of this.chunks(name)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  close(): void {
    this.#zip.close();
  }

  #damaged(name: string, cause?: unknown): DomainError {
    return new DomainError('INVALID_INPUT', `${name} in ${this.#name} is damaged.`, {
      remedy: 'Pack or send the zip file again.',
      cause,
    });
  }

  #entry(name: string): Entry {
    const entry = this.#entries.get(name);
    if (entry !== undefined) return entry;
    throw new DomainError('INVALID_INPUT', `${this.#name} has no ${name}.`);
  }
}

function checkEntry(name: string, entry: Entry, bytes: number, fileBytes: number): void {
  if (isLink(entry)) throw broken(name, `${entry.fileName} is a link`);
  if (bytes > maximumBytes) throw broken(name, `it unpacks to more than ${maximumBytes / 2 ** 30} GiB`);
  if (bytes > harmlessBytes && bytes > maximumRatio * fileBytes)
    throw broken(name, `it unpacks to more than ${maximumRatio} times its size`);
}

/** Unix keeps the kind of a file in the upper half of the attributes. */
function isLink({ externalFileAttributes }: Entry): boolean {
  return ((externalFileAttributes >>> 16) & 0o170000) === 0o120000;
}

function broken(name: string, why: string, cause?: unknown): DomainError {
  return new DomainError('INVALID_INPUT', `${name} cannot be used: ${why.replace(/\.$/, '')}.`, { cause });
}
