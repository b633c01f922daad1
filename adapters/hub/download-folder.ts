import { createReadStream } from 'node:fs';
import { lstat, mkdir, readdir, realpath, rm, rmdir, statfs } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '../../core/errors.ts';
import type { HubFile } from '../../core/ports/model-hub.ts';
import { downloadUnsafe, onDisk } from './hub-errors.ts';
import { newHash, partPath, statePath } from './partial-file.ts';

/** Folder of one revision of a model. Paths given to it were checked. */
export class DownloadFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Absolute path of a file, in a folder that exists. @throws DomainError DOWNLOAD_UNSAFE where a link leads elsewhere */
  async place({ path }: HubFile): Promise<string> {
    const target = join(this.path, path);
    return onDisk(path, async () => {
      await mkdir(dirname(target), { recursive: true });
      const [root, parent] = [await realpath(this.path), await realpath(dirname(target))];
      if (parent === root || parent.startsWith(root + sep)) return target;
      throw downloadUnsafe(`The folder of ${path} is a link to another one.`, 'Remove it from TUWEN_HOME.');
    });
  }

  /** Whether the file is here as the hub announces it now. One without a digest could be an older one. */
  async has(file: HubFile): Promise<boolean> {
    const target = join(this.path, file.path);
    const found = await lstat(target).catch(() => undefined);
    if (file.digest === undefined || found?.isFile() !== true || found.size !== file.sizeBytes) return false;
    const hash = newHash(file);
    await pipeline(createReadStream(target, { highWaterMark: 1 << 20 }), hash);
    return hash.digest('hex') === file.digest.hex;
  }

  /** Bytes of an unfinished file. */
  async begunBytes({ path }: HubFile): Promise<number> {
    return lstat(partPath(join(this.path, path))).then(
      ({ size }) => size,
      () => 0,
    );
  }

  /** @throws DomainError STORAGE_FAILED before anything is fetched that has no room anyway */
  async checkRoom(wantedBytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.path);
    const freeBytes = bavail * bsize;
    if (wantedBytes <= freeBytes) return;
    throw new DomainError(
      'STORAGE_FAILED',
      `The model needs ${wantedBytes} more bytes, but the disk has ${freeBytes} left.`,
      { remedy: 'Make room, or set TUWEN_HOME to a larger disk.', details: { wantedBytes, freeBytes } },
    );
  }

  /** Removes what another choice of files or an older version left, unfinished parts of the wanted files excepted. */
  async keepOnly(files: readonly HubFile[]): Promise<void> {
    const targets = files.map(({ path }) => join(this.path, path));
    const kept = new Set(targets.flatMap((target) => [target, partPath(target), statePath(target)]));
    const entries = await readdir(this.path, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isDirectory() && !kept.has(path)) await rm(path, { force: true });
    }
    // Deepest first; one that still has files stays.
    for (const entry of entries.reverse()) {
      if (entry.isDirectory()) await rmdir(join(entry.parentPath, entry.name)).catch(() => undefined);
    }
  }
}
