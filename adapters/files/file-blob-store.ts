import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import type { BlobStore } from '../../core/ports/blob-store.ts';
import { atomicWrite } from './atomic-write.ts';

const addressPattern = /^[0-9a-f]{64}$/;

/** Bytes as files under a folder: `<folder>/aa/bb/<sha256>`, where aa and bb are the first bytes of the address. */
export class FileBlobStore implements BlobStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(bytes: Uint8Array): Promise<string> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (!(await this.has(sha256))) await atomicWrite(this.#pathOf(sha256), bytes);
    return sha256;
  }

  async get(sha256: string): Promise<Uint8Array> {
    if (!addressPattern.test(sha256)) throw notFound();
    try {
      return await readFile(this.#pathOf(sha256));
    } catch (cause) {
      if (isMissing(cause)) throw notFound(cause);
      throw cause;
    }
  }

  async has(sha256: string): Promise<boolean> {
    if (!addressPattern.test(sha256)) return false;
    return access(this.#pathOf(sha256)).then(
      () => true,
      () => false,
    );
  }

  #pathOf(sha256: string): string {
    return join(this.#folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function notFound(cause?: unknown): DomainError {
  return new DomainError('NOT_FOUND', 'There is no picture of this address.', { cause });
}
