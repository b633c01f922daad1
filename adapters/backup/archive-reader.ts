import { createHash } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { DomainError } from '../../core/errors.ts';
import {
  type BackupManifest,
  entryOfTable,
  isEntryName,
  manifestName,
  parseManifest,
  pictureOf,
  unusable,
} from './backup-manifest.ts';

const maximumManifestBytes = 256 * 2 ** 20;
const maximumPictureBytes = 256 * 2 ** 20;
/** Text and vectors pack to a tenth at best; what unpacks to more than this times its size is made to fill a disk. */
const maximumRatio = 200;
const freeOfRatioBytes = 64 * 2 ** 20;

/** A backup whose entries are read one by one; what one unpacks to is limited by the size that it states. */
export class ArchiveReader {
  readonly manifest: BackupManifest;
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>, manifest: BackupManifest) {
    this.#zip = zip;
    this.#entries = entries;
    this.manifest = manifest;
  }

  /** @throws DomainError BACKUP_UNUSABLE for what is no backup, is damaged or leads out of its folders */
  static async open(path: string): Promise<ArchiveReader> {
    const zip = await yauzl.openPromise(path, { autoClose: false }).catch((error: NodeJS.ErrnoException) => {
      throw unusable(error.code === 'ENOENT' ? 'there is no such file' : 'it is damaged or no backup', error);
    });
    try {
      const entries = await readEntries(zip);
      const entry = entries.get(manifestName);
      if (entry === undefined || entry.uncompressedSize > maximumManifestBytes)
        throw unusable('it has no manifest');
      const bytes = await buffer(await zip.openReadStreamPromise(entry));
      if (crc32(bytes) !== entry.crc32) throw unusable('its manifest is damaged');
      const reader = new ArchiveReader(zip, entries, parseManifest(bytes.toString('utf8')));
      reader.#requireAll();
      return reader;
    } catch (error) {
      zip.close();
      throw asUnusable(error, path);
    }
  }

  names(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** Bytes that all entries beside the database unpack to. */
  get fileBytes(): number {
    const sizes = [...this.#entries.values()].map(({ fileName, uncompressedSize }) =>
      fileName.startsWith('database/') ? 0 : uncompressedSize,
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  async *read(name: string): AsyncGenerator<Uint8Array> {
    try {
      const stream = await this.#zip.openReadStreamPromise(this.#entries.get(name)!);
      yield* stream as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw asUnusable(error, name);
    }
  }

  /** Reads everything once. @throws DomainError BACKUP_UNUSABLE naming what is damaged, STORAGE_FAILED without room for it */
  async verify(home: string): Promise<void> {
    const { bavail, bsize } = await statfs(home);
    if (this.fileBytes > bavail * bsize) {
      throw new DomainError('STORAGE_FAILED', `The backup needs ${this.fileBytes} bytes under TUWEN_HOME.`, {
        remedy: `There are ${bavail * bsize}: make room. Nothing was changed.`,
      });
    }
    for (const name of this.names()) {
      if (name === manifestName) continue;
      const hash = createHash('sha256');
      for await (const piece of this.read(name)) hash.update(piece);
      const expected = pictureOf(name) ?? this.manifest.entries[name]?.sha256;
      if (hash.digest('hex') !== expected) throw unusable(`${name} is damaged`);
    }
  }

  close(): void {
    this.#zip.close();
  }

  /** What the manifest speaks of is there, and nothing else. */
  #requireAll(): void {
    const { entries, pictures, database } = this.manifest;
    const found = this.names().filter((name) => name !== manifestName && pictureOf(name) === undefined);
    const missing = Object.keys(entries).find((name) => !this.#entries.has(name));
    if (missing !== undefined) throw unusable(`${missing} is missing`);
    const other = found.find((name) => !Object.hasOwn(entries, name));
    if (other !== undefined) throw unusable(`it has ${other}, which its manifest does not know`);
    const count = this.#entries.size - 1 - found.length;
    if (count !== pictures) throw unusable(`it has ${count} pictures instead of ${pictures}`);
    const table = database.tables.find(({ name }) => !Object.hasOwn(entries, entryOfTable(name)));
    if (table !== undefined) throw unusable(`the rows of ${table.name} are missing`);
  }
}

async function readEntries(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    const { fileName } = entry;
    if (!isEntryName(fileName)) throw unusable(`it has ${JSON.stringify(fileName.slice(0, 200))}`);
    if (entries.has(fileName)) throw unusable(`it has ${fileName} twice`);
    if (!isPlainFile(entry)) throw unusable(`${fileName} is no plain file`);
    if (isBomb(entry)) throw unusable(`${fileName} unpacks to ${entry.uncompressedSize} bytes`);
    entries.set(fileName, entry);
  }
  return entries;
}

/** Links and folders have another type in the mode that Unix keeps in the upper half. */
function isPlainFile({ externalFileAttributes }: Entry): boolean {
  const type = (externalFileAttributes >>> 16) & 0o170000;
  return type === 0 || type === 0o100000;
}

function isBomb({ fileName, compressedSize, uncompressedSize }: Entry): boolean {
  if (pictureOf(fileName) !== undefined && uncompressedSize > maximumPictureBytes) return true;
  return uncompressedSize > freeOfRatioBytes && uncompressedSize > compressedSize * maximumRatio;
}

function asUnusable(error: unknown, name: string): DomainError {
  if (error instanceof DomainError) return error;
  return unusable(`${name}: ${(error as Error).message.replace(/\.$/, '')}`, error);
}
