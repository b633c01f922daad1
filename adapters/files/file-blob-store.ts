import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
    const path = blobPath(this.#folder, sha256);
    // What is there is marked as put now, or a deletion that is under way would not see it.
    await storing('A picture', async () => {
      if (!(await touched(path))) await atomicWrite(path, bytes);
    });
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

  async deleteOld(sha256: string, before: Date): Promise<boolean> {
    const path = blobPath(this.#folder, sha256);
    const aside = `${path}.${randomUUID()}.unused`;
    try {
      if ((await stat(path)).mtime >= before) return false;
      // Set aside first: who puts it from now on finds nothing, and who did before has left a mark.
      await rename(path, aside);
      if ((await stat(aside)).mtime < before) {
        await rm(aside);
        return true;
      }
      await rename(aside, path);
      return false;
    } catch (error) {
      if (isMissing(error)) return true;
      throw error;
    }
  }

  async isOnlyOf(database: string): Promise<boolean> {
    const folder = join(this.#folder, 'used-by');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, encodeURIComponent(database)), '');
    return (await readdir(folder)).length === 1;
  }

  async has(sha256: string): Promise<boolean> {
    if (!isBlobAddress(sha256)) return false;
    return access(blobPath(this.#folder, sha256)).then(
      () => true,
      () => false,
    );
  }
}

/** Whether there is a file, whose time is now the present. */
async function touched(path: string): Promise<boolean> {
  const now = new Date();
  return utimes(path, now, now).then(
    () => true,
    (error: unknown) => {
      if (isMissing(error)) return false;
      throw error;
    },
  );
}

function notFound(cause?: unknown): DomainError {
  return new DomainError('NOT_FOUND', 'There is no picture of this address.', { cause });
}
