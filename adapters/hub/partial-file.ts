import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import type { HubFile } from '../../core/ports/model-hub.ts';
import { atomicWrite } from '../files/atomic-write.ts';
import { onDisk } from './hub-errors.ts';

/** Lies beside the bytes as `<file>.part.json`: whose bytes they are. */
interface PartState {
  readonly digest: string | null;
  readonly sizeBytes: number;
  readonly etag: string | null;
}

/** Bytes per access to the disk. Few ones keep up with the network: what waits there is lost when it breaks. */
const blockBytes = 1 << 20;

/** A file that is being received: `<file>.part`, hashed as it grows, and renamed when it is whole. */
export class PartialFile {
  readonly #target: string;
  readonly #file: HubFile;
  readonly #handle: FileHandle;
  #hash: Hash;
  #sizeBytes = 0;
  #etag: string | null = null;
  #isContinued = false;
  /** Whether the disk still has what `restart` dropped. */
  #isFresh = false;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;

  private constructor(target: string, file: HubFile, handle: FileHandle) {
    this.#target = target;
    this.#file = file;
    this.#handle = handle;
    this.#hash = newHash(file);
  }

  /** Opens what an earlier download left, or begins. Bytes of another version of the file are dropped. */
  static async open(target: string, file: HubFile): Promise<PartialFile> {
    return onDisk(file.path, async () => {
      // A link in its place would be followed out of the folder.
      const flags = constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);
      const part = new PartialFile(target, file, await open(partPath(target), flags, 0o644));
      try {
        await part.#continue();
      } catch (error) {
        await part.close();
        throw error;
      }
      return part;
    });
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Validator of the answer that the bytes came from; weak ones are not kept. */
  get etag(): string | null {
    return this.#etag;
  }

  /** Whether bytes of more than one answer are in it. */
  get isContinued(): boolean {
    return this.#isContinued;
  }

  /** Another answer goes on at the end. */
  continued(): void {
    this.#isContinued = true;
  }

  /** Takes bytes; they are on the disk after `flush` at the latest. */
  async append(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    this.#sizeBytes += bytes.length;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes >= blockBytes) await this.flush();
  }

  async flush(): Promise<void> {
    const bytes = Buffer.concat(this.#waiting);
    const start = this.#sizeBytes - bytes.length;
    this.#waiting = [];
    this.#waitingBytes = 0;
    await onDisk(this.#file.path, async () => {
      if (this.#isFresh) {
        await this.#handle.truncate(0);
        await atomicWrite(statePath(this.#target), JSON.stringify(stateOf(this.#file, this.#etag)));
        this.#isFresh = false;
      }
      for (let written = 0; written < bytes.length; ) {
        const length = bytes.length - written;
        written += (await this.#handle.write(bytes, written, length, start + written)).bytesWritten;
      }
    });
  }

  /** Drops everything and begins again with the answer that has this validator. On the disk that is so after `flush`. */
  restart(etag: string | null): void {
    this.#hash = newHash(this.#file);
    this.#sizeBytes = 0;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#isContinued = false;
    this.#isFresh = true;
    this.#etag = etag === null || etag.startsWith('W/') ? null : etag;
  }

  /** Whether the bytes are what the hub announced. The file takes no more bytes after this, unless it restarts. */
  hasDigest(): boolean {
    const hex = this.#hash.digest('hex');
    return this.#file.digest === undefined || hex === this.#file.digest.hex;
  }

  /** Makes the file exist under its name. */
  async publish(): Promise<void> {
    await onDisk(this.#file.path, async () => {
      await this.#handle.sync();
      await this.close();
      await rename(partPath(this.#target), this.#target);
      await rm(statePath(this.#target), { force: true });
    });
  }

  async discard(): Promise<void> {
    await this.close();
    await rm(partPath(this.#target), { force: true });
    await rm(statePath(this.#target), { force: true });
  }

  /** Leaves the bytes for the next download; harmless after `publish` and `discard`. */
  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #continue(): Promise<void> {
    const { size } = await this.#handle.stat();
    const state = size === 0 ? undefined : await readState(this.#target);
    const { digest, sizeBytes } = stateOf(this.#file, null);
    const isSame = state?.digest === digest && state.sizeBytes === sizeBytes && size <= sizeBytes;
    // Without a digest only the validator of the server tells that the rest belongs to these bytes.
    if (!isSame || (digest === null && state.etag === null)) return this.#handle.truncate(0);
    const buffer = new Uint8Array(blockBytes);
    while (this.#sizeBytes < size) {
      const { bytesRead } = await this.#handle.read(buffer, 0, blockBytes, this.#sizeBytes);
      if (bytesRead === 0) break;
      this.#hash.update(buffer.subarray(0, bytesRead));
      this.#sizeBytes += bytesRead;
    }
    this.#etag = state.etag;
    this.#isContinued = true;
  }
}

export function partPath(target: string): string {
  return `${target}.part`;
}

export function statePath(target: string): string {
  return `${target}.part.json`;
}

/** A hash that ends in the file's digest. */
export function newHash({ digest, sizeBytes }: HubFile): Hash {
  return digest?.algorithm === 'git-sha1'
    ? createHash('sha1').update(`blob ${sizeBytes}\0`)
    : createHash('sha256');
}

function stateOf({ digest, sizeBytes }: HubFile, etag: string | null): PartState {
  return { digest: digest?.hex ?? null, sizeBytes, etag };
}

async function readState(target: string): Promise<PartState | undefined> {
  try {
    return JSON.parse(await readFile(statePath(target), 'utf8')) as PartState;
  } catch {
    return undefined;
  }
}
