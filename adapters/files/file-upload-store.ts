import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import type { Upload, UploadStore } from '../../core/ports/upload-store.ts';
import { atomicWrite } from './atomic-write.ts';

const lifetimeMs = 15 * 60 * 1000;
const maximumBytes = 20 * 1024 * 1024;

/** `<id>-<size>-<expires ms>`, so that a file name says all there is to know. */
const namePattern = /^([0-9a-f]{32})-(\d{1,12})-(\d{1,15})\./;

/**
 * Uploads under a folder: an empty file `<name>.announced`, and `<name>.bytes` once they were sent. Several processes
 * may share the folder, and it survives restarts; expired files are deleted whenever an upload is announced.
 */
export class FileUploadStore implements UploadStore {
  readonly #folder: string;
  readonly #now: () => number;
  readonly #maximumWaitingBytes: number;

  /** `maximumWaitingBytes`: of all uploads together that have not expired. */
  constructor(folder: string, now: () => number = Date.now, maximumWaitingBytes = 4 * 2 ** 30) {
    this.#folder = folder;
    this.#now = now;
    this.#maximumWaitingBytes = maximumWaitingBytes;
  }

  async create(sizeBytes: number): Promise<Upload> {
    checkSize(sizeBytes);
    await this.#deleteExpired();
    await this.#requireRoom(sizeBytes);
    const upload = {
      id: randomBytes(16).toString('hex'),
      sizeBytes,
      expiresAt: new Date(this.#now() + lifetimeMs),
    };
    await atomicWrite(this.#path(upload, 'announced'), '');
    return upload;
  }

  async receive(id: string, bytes: Uint8Array): Promise<void> {
    const upload = await this.#find(id);
    if (bytes.length !== upload.sizeBytes) {
      throw new DomainError(
        'INVALID_INPUT',
        `The upload has ${bytes.length} bytes, announced were ${upload.sizeBytes}.`,
        {
          details: { sizeBytes: bytes.length, announcedBytes: upload.sizeBytes },
        },
      );
    }
    await atomicWrite(this.#path(upload, 'bytes'), bytes);
  }

  async read(id: string): Promise<Uint8Array> {
    const upload = await this.#find(id);
    const path = this.#path(upload, 'bytes');
    if (!(await isFile(path))) {
      throw new DomainError('UPLOAD_INCOMPLETE', 'The bytes of this upload were not sent.', {
        remedy: 'PUT them to its putUrl first.',
        details: { uploadId: id },
      });
    }
    return readFile(path);
  }

  async #find(id: string): Promise<Upload> {
    const upload = (await this.#all()).find((candidate) => candidate.id === id);
    if (upload !== undefined && upload.expiresAt.getTime() > this.#now()) return upload;
    throw new DomainError('NOT_FOUND', 'There is no such upload, or it has expired.', {
      remedy: 'Call createUpload again.',
      details: { uploadId: id },
    });
  }

  async #all(): Promise<readonly Upload[]> {
    return (await this.#fileNames())
      .filter((name) => name.endsWith('.announced'))
      .flatMap((name) => parseName(name) ?? []);
  }

  /** Announced bytes count as if they were there, so that nobody fills the disk with uploads that are never used. */
  async #requireRoom(sizeBytes: number): Promise<void> {
    const waiting = (await this.#all()).reduce((sum, upload) => sum + upload.sizeBytes, 0);
    const limit = this.#maximumWaitingBytes;
    if (waiting + sizeBytes <= limit) return;
    throw new DomainError('OVERLOADED', `${waiting} bytes of uploads wait already, ${limit} may.`, {
      remedy: 'Try again in some minutes, when unused ones have expired.',
      details: { waiting, limit, retryAfterSeconds: 60 },
    });
  }

  /** Temporary files of interrupted writes carry the name too, and go with the rest. */
  async #deleteExpired(): Promise<void> {
    const expired = (await this.#fileNames()).filter((name) => {
      const upload = parseName(name);
      return upload !== undefined && upload.expiresAt.getTime() <= this.#now();
    });
    await Promise.all(expired.map((name) => rm(join(this.#folder, name), { force: true })));
  }

  async #fileNames(): Promise<readonly string[]> {
    await mkdir(this.#folder, { recursive: true });
    return readdir(this.#folder);
  }

  #path({ id, sizeBytes, expiresAt }: Upload, kind: 'announced' | 'bytes'): string {
    return join(this.#folder, `${id}-${sizeBytes}-${expiresAt.getTime()}.${kind}`);
  }
}

function parseName(fileName: string): Upload | undefined {
  const [, id, size, expires] = namePattern.exec(fileName) ?? [];
  return id === undefined ? undefined : { id, sizeBytes: Number(size), expiresAt: new Date(Number(expires)) };
}

function checkSize(sizeBytes: number): void {
  if (!(Number.isSafeInteger(sizeBytes) && sizeBytes > 0)) {
    throw new DomainError('INVALID_INPUT', `The size is ${sizeBytes} bytes.`, {
      remedy: 'Announce the exact size of the file.',
    });
  }
  if (sizeBytes > maximumBytes) {
    throw new DomainError('IMAGE_TOO_LARGE', `The picture has ${sizeBytes} bytes.`, {
      remedy: 'Uploads have at most 20 MiB.',
      details: { sizeBytes, limit: maximumBytes },
    });
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}
