import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import type { DatasetRoots, DatasetSource } from '../../core/ports/dataset-roots.ts';

/** Folders on the local disk; links are followed first, so that none leads out of them. */
export class LocalDatasetRoots implements DatasetRoots {
  readonly #folders: readonly string[];

  constructor(folders: readonly string[]) {
    this.#folders = folders.map((folder) => resolve(folder));
  }

  async resolve(path: string): Promise<DatasetSource> {
    for (const folder of this.#folders) {
      const found = await inside(folder, path);
      if (found === undefined) continue;
      const { size, mtimeMs } = await stat(found);
      return { path: found, fingerprint: `${size}:${mtimeMs}` };
    }
    throw new DomainError('INVALID_INPUT', `"${path}" is in no folder of data sets.`, {
      remedy:
        this.#folders.length === 0
          ? 'Set TUWEN_DATASETS to the folders that may be read.'
          : 'Give a path inside a folder of TUWEN_DATASETS.',
    });
  }
}

/** The real path, when it is the folder or below it. */
async function inside(folder: string, path: string): Promise<string | undefined> {
  if (path === '' || path.includes('\0')) return undefined;
  try {
    const [root, found] = await Promise.all([realpath(folder), realpath(resolve(folder, path))]);
    const way = relative(root, found);
    return way === '..' || /^\.\.[\\/]/.test(way) || isAbsolute(way) ? undefined : found;
  } catch {
    return undefined;
  }
}
