import type { FileHandle } from 'node:fs/promises';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { unreadable } from '../checkpoints/checkpoint-fault.ts';
import { type ByteRange, fillFrom } from '../checkpoints/read-range.ts';

/** Code of a TorchScript archive: compressed, and never read. */
const program = /^[^/]*\/code\//;

const maximumEntries = 100_000;

/** Lets yauzl read through an open file that stays ours, and answers impossible positions instead of throwing. */
class HandleReader extends yauzl.RandomAccessReader {
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    super();
    this.#handle = handle;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    const part = buffer.subarray(offset, offset + length);
    fillFrom(this.#handle, part, position).then(() => callback(null), callback);
  }
}

/**
 * Byte range of the data of each entry of a zip file, by name; folders and the code of TorchScript are left out.
 * @throws CheckpointFault when the zip file is broken or has compressed, encrypted, repeated or overlapping entries
 */
export async function readZipEntries(
  handle: FileHandle,
  fileSize: number,
): Promise<ReadonlyMap<string, ByteRange>> {
  try {
    const zip = await yauzl.fromRandomAccessReaderPromise(new HandleReader(handle), fileSize, {
      autoClose: false,
    });
    if (zip.entryCount > maximumEntries) throw unreadable('its zip file has too many entries');
    return await collectRanges(zip);
  } catch (error) {
    throw isZipError(error) ? brokenZip(error) : error;
  }
}

function brokenZip(cause: Error): Error {
  return unreadable(`it is a broken zip file: ${cause.message.replace(/\.$/, '')}`, cause);
}

/** yauzl says what is wrong in plain errors; faults of ours, of the file system and of code have classes or more. */
function isZipError(error: unknown): error is Error {
  return error instanceof Error && Object.getPrototypeOf(error) === Error.prototype && !('syscall' in error);
}

async function collectRanges(zip: ZipFile): Promise<ReadonlyMap<string, ByteRange>> {
  const ranges = new Map<string, ByteRange>();
  const extents: ByteRange[] = [];
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    const isProgram = program.test(entry.fileName);
    if (!isProgram) checkEntry(entry);
    if (ranges.has(entry.fileName)) throw unreadable(`its zip file has ${entry.fileName} twice`);
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    if (!isProgram) ranges.set(entry.fileName, { start: fileDataStart, length: entry.uncompressedSize });
    const start = entry.relativeOffsetOfLocalHeader;
    extents.push({ start, length: fileDataStart - start + entry.compressedSize });
  }
  refuseOverlap(extents);
  return ranges;
}

function checkEntry(entry: Entry): void {
  if (entry.isEncrypted()) throw unreadable(`${entry.fileName} is encrypted`);
  if (entry.compressionMethod !== 0 || entry.compressedSize !== entry.uncompressedSize) {
    throw unreadable(`${entry.fileName} is compressed, which torch.save never does`);
  }
}

function refuseOverlap(extents: readonly ByteRange[]): void {
  let end = 0;
  for (const { start, length } of extents.toSorted((a, b) => a.start - b.start)) {
    if (start < end) throw unreadable('entries of its zip file overlap');
    end = start + length;
  }
}
