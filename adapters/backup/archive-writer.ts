import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { DomainError } from '../../core/errors.ts';
import type { JobProgress } from '../../core/ports/job-store.ts';
import type { EntryFacts } from './backup-manifest.ts';

/** A zip file that grows entry by entry. */
export interface ArchiveWriter {
  /** Compressed unless told otherwise. */
  add(
    name: string,
    pieces: AsyncIterable<Uint8Array>,
    options?: { readonly compress?: boolean },
  ): Promise<EntryFacts>;
}

/** A backup while it is written. */
export interface Dump {
  readonly archive: ArchiveWriter;
  /** What was written, for the manifest; pictures are known by their names. */
  readonly entries: Record<string, EntryFacts>;
  readonly onProgress: (progress: JobProgress) => Promise<void>;
}

/**
 * Writes a file that is there when it is whole, or not at all; only its owner can read it.
 * @throws DomainError ALREADY_EXISTS, STORAGE_FAILED
 */
export async function writeArchive(
  path: string,
  signal: AbortSignal,
  work: (archive: ArchiveWriter) => Promise<void>,
): Promise<void> {
  if (await isThere(path)) throw alreadyThere(path);
  const partial = join(dirname(path), `.${basename(path)}.${randomUUID()}.partial`);
  const zip = new ZipFile();
  const written = pipeline(zip.outputStream, createWriteStream(partial, { flags: 'wx', mode: 0o600 }), {
    signal,
  });
  const broken = new AbortController();
  // Entries whose bytes nobody takes any more, because the disk is full or the work was stopped, must not wait for ever.
  written.catch((error: unknown) => broken.abort(error));
  // yazl tells errors of its inputs here, and without a listener would end the process.
  zip.on('error', (error: unknown) => broken.abort(error));
  try {
    await work(writerOf(zip, broken.signal));
    zip.end();
    await written;
    await synced(partial);
    await rename(partial, path);
  } catch (error) {
    (zip.outputStream as Readable).destroy();
    await written.catch(() => undefined);
    await rm(partial, { force: true });
    throw signal.aborted ? signal.reason : storageError(error);
  }
}

function writerOf(zip: ZipFile, broken: AbortSignal): ArchiveWriter {
  return {
    add: async (name, pieces, { compress = true } = {}) => {
      broken.throwIfAborted();
      const hash = createHash('sha256');
      let sizeBytes = 0;
      async function* counted() {
        for await (const piece of pieces) {
          hash.update(piece);
          sizeBytes += piece.length;
          yield piece;
        }
      }
      const stream = Readable.from(counted(), { objectMode: false });
      zip.addReadStream(stream, name, { compress, forceZip64Format: true, mode: 0o100600 });
      await finished(stream, { signal: broken }).catch((error: unknown) => {
        stream.destroy();
        throw broken.aborted ? broken.reason : error;
      });
      return { sizeBytes, sha256: hash.digest('hex') };
    },
  };
}

async function synced(path: string): Promise<void> {
  const file = await open(path, 'r+');
  await file.sync().finally(() => file.close());
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function alreadyThere(path: string): DomainError {
  return new DomainError('ALREADY_EXISTS', `There is already a file ${path}.`, {
    remedy: 'Choose another name.',
  });
}

function storageError(error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (error instanceof DomainError || syscall === undefined) return error;
  return new DomainError('STORAGE_FAILED', `The backup cannot be written (${code}).`, {
    remedy: 'Make room or choose another folder; nothing of it was kept.',
    cause: error,
  });
}
