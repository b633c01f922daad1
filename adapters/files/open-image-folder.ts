import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import type { LabelledImage, LabelledImages } from '../../core/ports/labelled-images.ts';

/** What torchvision's ImageFolder takes for pictures. */
const extensions = new Set(['.jpg', '.jpeg', '.png', '.ppm', '.bmp', '.pgm', '.tif', '.tiff', '.webp']);

/**
 * A folder with one folder of pictures for each class: classes sorted by name, their folders walked in sorted order,
 * files sorted in each. Other files are left out, and so are links. Source: torchvision/datasets/folder.py.
 * @throws DomainError INVALID_INPUT for a folder that is not there, or without classes
 */
export async function openImageFolder(folder: string): Promise<LabelledImages> {
  const { folders: classes, files: strays } = await entriesOf(folder, '');
  if (classes.length === 0) {
    throw new DomainError('INVALID_INPUT', `${basename(folder)} has no class folders.`, {
      remedy: 'Put the pictures of each class into a folder of their own.',
    });
  }
  const images: LabelledImage[] = [];
  for (const [classIndex, name] of classes.entries()) {
    const files = await walk(folder, name);
    for (const path of files.filter(isPicture).sort(byFolderAndName)) images.push({ path, classIndex });
    strays.push(...files.filter((path) => !isPicture(path)));
  }
  return { classes, images, strays, read: ({ path }) => readFile(join(folder, path)) };
}

function isPicture(path: string): boolean {
  return extensions.has(extname(path).toLowerCase());
}

/** Files below a folder. */
async function walk(root: string, under: string): Promise<string[]> {
  const { folders, files } = await entriesOf(root, under);
  const found = files.map((name) => `${under}/${name}`);
  for (const name of folders) found.push(...(await walk(root, `${under}/${name}`)));
  return found;
}

async function entriesOf(root: string, under: string): Promise<{ folders: string[]; files: string[] }> {
  const entries = await readdir(join(root, under), { withFileTypes: true }).catch((cause: unknown) => {
    throw new DomainError('INVALID_INPUT', `The folder ${basename(root)} cannot be read.`, { cause });
  });
  const names = (kept: typeof entries) => kept.map(({ name }) => name).sort(byCodePoint);
  return {
    folders: names(entries.filter((entry) => entry.isDirectory())),
    files: names(entries.filter((entry) => entry.isFile())),
  };
}

/** All of one folder before those of the next, folders by their whole path. */
function byFolderAndName(a: string, b: string): number {
  const [folderA, folderB] = [a, b].map((path) => path.slice(0, path.lastIndexOf('/'))) as [string, string];
  return byCodePoint(folderA, folderB) || byCodePoint(a, b);
}

/** Python's order of strings; JavaScript's own goes by halves of surrogate pairs. */
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
