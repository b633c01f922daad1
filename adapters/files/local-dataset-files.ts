import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { JsonObject } from '../../core/json.ts';
import type {
  Audited,
  DatasetFeature,
  DatasetFiles,
  DatasetImage,
  DatasetText,
} from '../../core/ports/dataset-files.ts';
import type { LabelledImages } from '../../core/ports/labelled-images.ts';
import { damaged } from '../lmdb/format.ts';
import {
  audited,
  filledLinesOf,
  linesOf,
  parsedAt,
  parsedLines,
  parseFeature,
  parseImage,
  parseObject,
  parseText,
  reading,
  usableText,
} from './dataset-lines.ts';
import { lmdbCount, lmdbImages, lmdbTexts } from './lmdb-dataset.ts';
import { openImageFolder } from './open-image-folder.ts';

/** Data sets on the local disk. */
export class LocalDatasetFiles implements DatasetFiles {
  async *images(path: string): AsyncGenerator<DatasetImage> {
    const form = await formOf(path);
    if (form === 'lines') yield* parsedLines(path, parseImage);
    else if (form === 'folder') yield* folderImages(path);
    else for await (const image of lmdbImages(path)) yield usable(image);
  }

  async *texts(path: string): AsyncGenerator<DatasetText> {
    if ((await formOf(path)) !== 'lmdb') yield* parsedLines(path, parseText);
    else for await (const text of lmdbTexts(path)) yield usable(text);
  }

  async *auditImages(path: string): AsyncGenerator<Audited<DatasetImage>> {
    const form = await formOf(path);
    if (form === 'lines') yield* auditedLines(path, parseImage);
    else if (form === 'lmdb') yield* lmdbImages(path);
    else
      for await (const value of folderImages(path)) yield { where: `${basename(path)}/${value.id}`, value };
  }

  async *auditTexts(path: string): AsyncGenerator<Audited<DatasetText>> {
    if ((await formOf(path)) === 'lmdb') yield* lmdbTexts(path);
    else yield* auditedLines(path, parseText);
  }

  features(path: string): AsyncGenerator<DatasetFeature> {
    return parsedLines(path, parseFeature);
  }

  async count(path: string): Promise<number> {
    const form = await formOf(path);
    if (form === 'lmdb') return lmdbCount(path);
    if (form === 'folder') return (await pictureNames(path)).length;
    let count = 0;
    for await (const _ of filledLinesOf(path)) count++;
    return count;
  }

  imageFolder(path: string): Promise<LabelledImages> {
    return openImageFolder(path);
  }

  async lines(path: string): Promise<readonly string[] | undefined> {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) return undefined;
    const texts: string[] = [];
    for await (const line of linesOf(path)) texts.push(parsedAt(path, line.number, () => usableText(line)));
    return texts;
  }

  records(path: string): AsyncGenerator<JsonObject> {
    return parsedLines(path, (line) => {
      parseObject(line);
      return JSON.parse(line) as JsonObject;
    });
  }
}

type Form = 'lines' | 'folder' | 'lmdb';

async function formOf(path: string): Promise<Form> {
  if (!(await reading(path, stat(path))).isDirectory()) return 'lines';
  const isLmdb = await stat(join(path, 'data.mdb')).then(
    (found) => found.isFile(),
    () => false,
  );
  return isLmdb ? 'lmdb' : 'folder';
}

function usable<T>(one: Audited<T>): T {
  if ('value' in one) return one.value;
  throw damaged('data.mdb', `${one.where}: ${one.problem}`);
}

async function* folderImages(path: string): AsyncGenerator<DatasetImage> {
  for (const name of await pictureNames(path))
    yield { id: basename(name, extname(name)), bytes: await readFile(join(path, name)) };
}

async function pictureNames(path: string): Promise<readonly string[]> {
  const entries = await reading(path, readdir(path, { withFileTypes: true }));
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  return files.map(({ name }) => name).sort();
}

async function* auditedLines<T>(path: string, parseLine: (text: string) => T): AsyncGenerator<Audited<T>> {
  for await (const line of filledLinesOf(path))
    yield audited(`${basename(path)}:${line.number}`, () => parseLine(usableText(line)));
}
