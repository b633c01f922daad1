import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '../../core/errors.ts';

/** Writes one line per value, see {@link writePieces}. Gives the number of lines. */
export async function writeLines<T>(
  path: string,
  values: AsyncIterable<T> | Iterable<T>,
  line: (value: T) => string,
): Promise<number> {
  let count = 0;
  async function* pieces() {
    for await (const value of values) {
      count++;
      yield `${line(value)}\n`;
    }
  }
  await writePieces(path, pieces());
  return count;
}

/**
 * Writes a file piece by piece, beside the target and renamed when whole: a failed run leaves no half file.
 * @throws DomainError STORAGE_FAILED naming the file
 */
export async function writePieces(
  path: string,
  pieces: AsyncIterable<string | Buffer> | Iterable<string>,
): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await pipeline(Readable.from(pieces), createWriteStream(partial));
    await rename(partial, path);
  } catch (error) {
    // What is told is why the file could not be written.
    await rm(partial, { force: true }).catch(() => undefined);
    throw asStorageError(path, error);
  }
}

function asStorageError(path: string, error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return error;
  return new DomainError('STORAGE_FAILED', `${basename(path)} cannot be written: ${String(error.code)}.`, {
    remedy: 'Check that the folder is there and that the disk has room.',
    cause: error,
  });
}
