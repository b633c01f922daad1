import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import type {
  ClaimedUpload,
  Upload,
  UploadKind,
  UploadPieces,
  UploadStore,
} from '../../core/ports/upload-store.ts';
import { atomicWrite } from './atomic-write.ts';
import { isMissing } from './missing-file.ts';
import { storing } from './storing.ts';

/** Until an upload is forgotten; an archive also has to arrive in this time. */
const lifetimesMs: Readonly<Record<UploadKind, number>> = {
  picture: 15 * 60 * 1000,
  archive: 2 * 60 * 60 * 1000,
};
const maximumBytes: Readonly<Record<UploadKind, number>> = {
  picture: 20 * 1024 * 1024,
  archive: 2000 * 1024 * 1024,
};

const claimedFolder = 'claimed';
const idPattern = /^[0-9a-f]{32}$/;

/** `<id>-<size>-<expires ms>`, so that a file name says all there is to know. */
const namePattern = /^([0-9a-f]{32})-(\d{1,12})-(\d{1,15})\./;

/**
 * Uploads under a folder: an empty file `<name>.announced`, `<name>.bytes` once they were sent, and `claimed/<id>.zip` while an import
 * needs them. Several processes may share the folder, and it survives restarts; expired files are deleted whenever an upload is
 * announced.
 */
export class FileUploadStore implements UploadStore {
  readonly #folder: string;
  readonly #now: () => number;
  readonly #maximumWaitingBytes: number;

  /** `maximumWaitingBytes`: of all uploads together that have neither expired nor been claimed. */
  constructor(folder: string, now: () => number = Date.now, maximumWaitingBytes = 8 * 2 ** 30) {
    this.#folder = folder;
    this.#now = now;
    this.#maximumWaitingBytes = maximumWaitingBytes;
  }

  async create(sizeBytes: number, kind: UploadKind = 'picture'): Promise<Upload> {
    checkSize(sizeBytes, kind);
    await this.#deleteExpired();
    await this.#requireRoom(sizeBytes);
    const upload = {
      id: randomBytes(16).toString('hex'),
      sizeBytes,
      expiresAt: new Date(this.#now() + lifetimesMs[kind]),
    };
    await storing('An upload', () => atomicWrite(this.#path(upload, 'announced'), ''));
    return upload;
  }

  async receive(id: string, pieces: UploadPieces): Promise<void> {
    const upload = await this.#find(id);
    const path = this.#path(upload, 'bytes');
    const partial = `${path}.${randomBytes(8).toString('hex')}.tmp`;
    try {
      const received = await writePieces(partial, pieces, upload.sizeBytes);
      if (received !== upload.sizeBytes) throw wrongSize(received, upload.sizeBytes);
      await storing('The upload', () => rename(partial, path));
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  async read(id: string): Promise<Uint8Array> {
    const upload = await this.#received(id);
    checkSize(upload.sizeBytes, 'picture');
    return readFile(this.#path(upload, 'bytes'));
  }

  async claim(id: string): Promise<void> {
    const upload = await this.#received(id);
    await mkdir(join(this.#folder, claimedFolder), { recursive: true });
    await rename(this.#path(upload, 'bytes'), this.#claimedPath(id)).catch((cause: unknown) => {
      throw isMissing(cause) ? taken(id, cause) : cause;
    });
    await rm(this.#path(upload, 'announced'), { force: true });
  }

  async claimedPath(id: string): Promise<string> {
    if (idPattern.test(id) && (await isFile(this.#claimedPath(id)))) return this.#claimedPath(id);
    throw new DomainError('NOT_FOUND', 'The uploaded archive is no longer there.', {
      remedy: 'Upload it again.',
      details: { uploadId: id },
    });
  }

  async claimed(): Promise<readonly ClaimedUpload[]> {
    const names = await readdir(join(this.#folder, claimedFolder)).catch(() => []);
    const ids = names.map((name) => name.replace(/\.zip$/, '')).filter((id) => idPattern.test(id));
    return Promise.all(ids.map(async (id) => ({ id, claimedAt: (await stat(this.#claimedPath(id))).ctime })));
  }

  async release(id: string): Promise<void> {
    if (idPattern.test(id)) await rm(this.#claimedPath(id), { force: true });
  }

  async #received(id: string): Promise<Upload> {
    const upload = await this.#find(id);
    if (await isFile(this.#path(upload, 'bytes'))) return upload;
    if (await isFile(this.#claimedPath(id))) throw taken(id);
    // Claimed and released meanwhile.
    await this.#find(id);
    throw new DomainError('UPLOAD_INCOMPLETE', 'The bytes of this upload were not sent.', {
      remedy: 'PUT them to its putUrl first.',
      details: { uploadId: id },
    });
  }

  async #find(id: string): Promise<Upload> {
    const upload = (await this.#all()).find((candidate) => candidate.id === id);
    if (upload !== undefined && upload.expiresAt.getTime() > this.#now()) return upload;
    if (idPattern.test(id) && (await isFile(this.#claimedPath(id)))) throw taken(id);
    throw new DomainError('NOT_FOUND', 'There is no such upload: it has expired, or was used by an import.', {
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

  #claimedPath(id: string): string {
    return join(this.#folder, claimedFolder, `${id}.zip`);
  }

  #path({ id, sizeBytes, expiresAt }: Upload, kind: 'announced' | 'bytes'): string {
    return join(this.#folder, `${id}-${sizeBytes}-${expiresAt.getTime()}.${kind}`);
  }
}

function parseName(fileName: string): Upload | undefined {
  const [, id, size, expires] = namePattern.exec(fileName) ?? [];
  return id === undefined ? undefined : { id, sizeBytes: Number(size), expiresAt: new Date(Number(expires)) };
}

/** Writes pieces as they come, and stops at the first byte too many. @returns how many there were */
async function writePieces(path: string, pieces: UploadPieces, sizeBytes: number): Promise<number> {
  const file = await storing('The upload', () => open(path, 'wx'));
  let received = 0;
  try {
    for await (const piece of pieces) {
      received += piece.length;
      if (received > sizeBytes) return received;
      await storing('The upload', () => file.writeFile(piece));
    }
    await storing('The upload', () => file.sync());
  } finally {
    await file.close();
  }
  return received;
}

function taken(id: string, cause?: unknown): DomainError {
  return new DomainError('NOT_FOUND', 'This upload is in use by another import.', {
    remedy: 'Upload the file again, each import needs its own.',
    details: { uploadId: id },
    cause,
  });
}

function wrongSize(received: number, announced: number): DomainError {
  const count = received > announced ? 'more' : `${received}`;
  return new DomainError('INVALID_INPUT', `The upload has ${count} bytes, announced were ${announced}.`, {
    remedy: 'Announce the exact size with createUpload.',
    details: { sizeBytes: received, announcedBytes: announced },
  });
}

function checkSize(sizeBytes: number, kind: UploadKind): void {
  if (!(Number.isSafeInteger(sizeBytes) && sizeBytes > 0)) {
    throw new DomainError('INVALID_INPUT', `The size is ${sizeBytes} bytes.`, {
      remedy: 'Announce the exact size of the file.',
    });
  }
  const limit = maximumBytes[kind];
  if (sizeBytes <= limit) return;
  const [code, name] =
    kind === 'picture' ? (['IMAGE_TOO_LARGE', 'picture'] as const) : (['INVALID_INPUT', 'archive'] as const);
  throw new DomainError(code, `The ${name} has ${sizeBytes} bytes.`, {
    remedy: `One that is uploaded has at most ${limit / 2 ** 20} MiB.`,
    details: { sizeBytes, limit },
  });
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}
