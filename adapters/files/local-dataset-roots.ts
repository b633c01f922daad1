import type { Dirent } from 'node:fs';
import { lstat, opendir, realpath, stat } from 'node:fs/promises';
import { dirname, extname, isAbsolute, relative, resolve } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import type {
  DatasetEntry,
  DatasetFolder,
  DatasetRoots,
  DatasetSource,
} from '../../core/ports/dataset-roots.ts';
import { isPictureName } from '../imports/picture-files.ts';

/** Names read of a folder, and entries told of it. */
const mostNames = 20_000;
const mostEntries = 1_000;

/** Characters; no system takes more. */
const longestPath = 4096;

/** What jobs read, besides folders and pictures. */
const endings = new Set(['.csv', '.json', '.jsonl', '.tsv', '.txt', '.zip']);

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
    throw await this.#notThere(path, base);
  }

  /** Laid over each other in their order, as {@link resolve} looks through them. */
  async list(path: string): Promise<DatasetFolder | undefined> {
    if (this.#folders.length === 0) return undefined;
    const parts = await Promise.all(this.#folders.map((root) => listWithin(root, path)));
    const there = parts.filter((part) => part !== undefined);
    if (there.length === 0) throw await this.#notThere(`./${path}`, '', path);
    const byName = new Map<string, DatasetEntry>();
    for (const entry of there.flatMap(({ entries }) => entries))
      if (!byName.has(entry.name)) byName.set(entry.name, entry);
    const entries = [...byName.values()].sort(foldersFirst);
    return {
      entries: entries.slice(0, mostEntries),
      pictureCount: there.reduce((sum, { pictureCount }) => sum + pictureCount, 0),
      isWhole: entries.length <= mostEntries && there.every(({ isWhole }) => isWhole),
    };
  }

  /** What lies outside is told as what is there no less than as what is not. */
  async #notThere(path: string, base: string, given = path): Promise<DomainError> {
    const gaps = await Promise.all(this.#folders.map((folder) => isGap(folder, base, path)));
    if (gaps.includes(true))
      return new DomainError('INVALID_INPUT', `There is nothing at "${given}" in the folders of data sets.`, {
        remedy: 'Check the name: upper and lower case differ.',
      });
    return new DomainError('INVALID_INPUT', `"${given}" is in no folder of data sets.`, {
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

async function listWithin(root: string, path: string): Promise<DatasetFolder | undefined> {
  // `./` makes a path from here of one that is absolute.
  const folder = await inside(root, '', `./${path}`);
  if (folder === undefined || !(await stat(folder)).isDirectory()) return undefined;
  const entries: DatasetEntry[] = [];
  let names = 0;
  let pictureCount = 0;
  for await (const dirent of await opendir(folder)) {
    if (++names > mostNames) return { entries, pictureCount, isWhole: false };
    if (dirent.name.startsWith('.')) continue;
    if (isPictureName(dirent.name) && dirent.isFile()) pictureCount++;
    else entries.push(...(await entryOf(root, path, dirent)));
  }
  return { entries, pictureCount, isWhole: true };
}

/** None for what jobs do not read, and for a link that leads out. */
async function entryOf(root: string, folder: string, { name }: Dirent): Promise<readonly DatasetEntry[]> {
  const path = folder === '' ? name : `${folder}/${name}`;
  const found = await inside(root, '', `./${path}`);
  const facts = found === undefined ? undefined : await stat(found).catch(() => undefined);
  if (facts?.isDirectory()) return [{ name, path }];
  return facts?.isFile() && endings.has(extname(name).toLowerCase())
    ? [{ name, path, sizeBytes: facts.size }]
    : [];
}

function foldersFirst(a: DatasetEntry, b: DatasetEntry): number {
  const byKind = Number(a.sizeBytes !== undefined) - Number(b.sizeBytes !== undefined);
  return byKind === 0 ? (a.name < b.name ? -1 : 1) : byKind;
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

/** Whether a path would lie below the folder if it were there; links that lead nowhere, or out, are no way to it. */
async function isGap(folder: string, base: string, path: string): Promise<boolean> {
  if (path === '' || path.length > longestPath || path.includes('\0')) return false;
  const missing = resolve(folder, base, path);
  if ((await lstat(missing).catch(() => undefined)) !== undefined) return false;
  const parent = dirname(missing);
  return (await inside(folder, '', parent)) !== undefined || (parent !== folder && isGap(folder, '', parent));
}
