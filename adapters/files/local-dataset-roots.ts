import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import type { DatasetRoots, DatasetSource } from '../../core/ports/dataset-roots.ts';

/** Folders on the local disk; links are followed first, so that none leads out of them. */
export class LocalDatasetRoots implements DatasetRoots {
  readonly #folders: readonly string[];

  constructor(folders: readonly string[]) {
    this.#folders = folders.map((folder) => resolve(folder));
  }

  async resolve(path: string, beside?: string): Promise<DatasetSource> {
    const base = beside === undefined ? '' : dirname(beside);
    for (const folder of this.#folders) {
      const found = await inside(folder, base, path);
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

  async shortener(): Promise<(text: string) => string> {
    // Jobs know the real path; a message may have the one that was configured.
    const real = await Promise.all(this.#folders.map((folder) => realpath(folder).catch(() => folder)));
    // All of a disk has no name that could be left out.
    const folders = [...this.#folders, ...real].filter((folder) => dirname(folder) !== folder);
    if (folders.length === 0) return (text) => text;
    const beginnings = beginningsOf(folders);
    return (text) => text.replace(beginnings, (found) => (/[\\/]$/.test(found) ? '' : '.'));
  }
}

/** Matches each folder at the beginning of a path, with the slash that follows. */
function beginningsOf(folders: readonly string[]): RegExp {
  const longestFirst = [...new Set(folders)].sort((a, b) => b.length - a.length);
  const names = longestFirst.map((folder) => folder.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
  return new RegExp(`(?<![\\w./\\\\-])(?:${names.join('|')})(?:[\\\\/]|(?![\\w.-]))`, 'g');
}

/** The real path, when it is the folder or below it. */
async function inside(folder: string, base: string, path: string): Promise<string | undefined> {
  if (path === '' || path.includes('\0')) return undefined;
  try {
    const [root, found] = await Promise.all([realpath(folder), realpath(resolve(folder, base, path))]);
    const way = relative(root, found);
    return way === '..' || /^\.\.[\\/]/.test(way) || isAbsolute(way) ? undefined : found;
  } catch {
    return undefined;
  }
}
