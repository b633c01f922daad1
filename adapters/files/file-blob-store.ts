import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { DomainError } from '../../core/errors.ts';
import type { BlobStore } from '../../core/ports/blob-store.ts';
import { atomicWrite } from './atomic-write.ts';
import { blobPath, isBlobAddress } from './blob-path.ts';
import { isMissing } from './missing-file.ts';
import { storing } from './storing.ts';

/** Bytes as files under a folder, see {@link blobPath}. */
export class FileBlobStore implements BlobStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(bytes: Uint8Array): Promise<string> {
    const sha256 = this.addressOf(bytes);
    if (!(await this.has(sha256)))
      await storing('A picture', () => atomicWrite(blobPath(this.#folder, sha256), bytes));
    return sha256;
  }

  addressOf(bytes: Uint8Array): string {
    return createHash('sha256').update(bytes).digest('hex');
  }

  async get(sha256: string): Promise<Uint8Array> {
    if (!isBlobAddress(sha256)) throw notFound();
    try {
      return await readFile(blobPath(this.#folder, sha256));
    } catch (cause) {
      if (isMissing(cause)) throw notFound(cause);
      throw cause;
    }
  }

  async has(sha256: string): Promise<boolean> {
    if (!isBlobAddress(sha256)) return false;
    return access(blobPath(this.#folder, sha256)).then(
      () => true,
      () => false,
    );
  }
}

function notFound(cause?: unknown): DomainError {
  return new DomainError('NOT_FOUND', 'There is no picture of this address.', { cause });
}
