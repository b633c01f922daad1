import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import { defaultImageLimits, requireEncodedSize } from '../images/image-limits.ts';

/** What {@link decodeImage} may be able to read; other files in a folder are no business of an import. */
const extensions = new Set(['.jpg', '.jpeg', '.png', '.webp', '.gif', '.bmp']);

export function isPictureName(name: string): boolean {
  return extensions.has(extname(name).toLowerCase()) && !basename(name).startsWith('.');
}

/** @throws DomainError IMAGE_TOO_LARGE, before it is in memory; INVALID_INPUT when it cannot be read */
export async function readPictureFile(path: string): Promise<Uint8Array> {
  try {
    requireEncodedSize((await stat(path)).size, defaultImageLimits);
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof DomainError) throw cause;
    throw new DomainError('INVALID_INPUT', `${basename(path)} cannot be read.`, { cause });
  }
}

/** Pictures below a folder by their paths in it, each folder in the order of its names; links and hidden ones are left out. */
export async function* walkPictures(root: string, under = ''): AsyncGenerator<string> {
  const entries = await readdir(join(root, under), { withFileTypes: true }).catch((cause: unknown) => {
    throw new DomainError('INVALID_INPUT', `The folder ${basename(join(root, under))} cannot be read.`, {
      cause,
    });
  });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = under === '' ? entry.name : `${under}/${entry.name}`;
    if (entry.isFile() && isPictureName(entry.name)) yield path;
    else if (entry.isDirectory() && !entry.name.startsWith('.')) yield* walkPictures(root, path);
  }
}
