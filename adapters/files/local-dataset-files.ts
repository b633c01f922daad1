import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { isInteger, isLosslessNumber, parse } from 'lossless-json';
import { DomainError } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json.ts';
import type {
  DatasetFeature,
  DatasetFiles,
  DatasetImage,
  DatasetText,
} from '../../core/ports/dataset-files.ts';
import type { LabelledImages } from '../../core/ports/labelled-images.ts';
import { openImageFolder } from './open-image-folder.ts';

interface Line {
  readonly text: string;
  readonly number: number;
}

/** Data sets on the local disk. */
export class LocalDatasetFiles implements DatasetFiles {
  async *images(path: string): AsyncGenerator<DatasetImage> {
    const isFolder = (await reading(path, stat(path))).isDirectory();
    yield* isFolder ? folderImages(path) : tsvImages(path);
  }

  async *texts(path: string): AsyncGenerator<DatasetText> {
    for await (const line of lines(path)) {
      const { text_id: id, text, image_ids: imageIds = [] } = parseObject(line, path);
      if (typeof text !== 'string') throw badLine(path, line, 'expected a string in "text"');
      if (!Array.isArray(imageIds)) throw badLine(path, line, 'expected a list in "image_ids"');
      const integer = (value: unknown) => {
        if (isLosslessNumber(value) && isInteger(value.value)) return value.value;
        throw badLine(path, line, 'ids must be whole numbers');
      };
      yield { id: integer(id), text, imageIds: imageIds.map(integer) };
    }
  }

  async *features(path: string): AsyncGenerator<DatasetFeature> {
    for await (const line of lines(path)) yield parseFeature(line, path);
  }

  async count(path: string): Promise<number> {
    if ((await reading(path, stat(path))).isDirectory()) return (await pictureNames(path)).length;
    let count = 0;
    for await (const _ of lines(path)) count++;
    return count;
  }

  imageFolder(path: string): Promise<LabelledImages> {
    return openImageFolder(path);
  }

  async lines(path: string): Promise<readonly string[] | undefined> {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) return undefined;
    const text = await reading(path, readFile(path, 'utf8'));
    const all = text.split(/\r\n|\n|\r/);
    return all.at(-1) === '' ? all.slice(0, -1) : all;
  }

  async *records(path: string): AsyncGenerator<JsonObject> {
    for await (const line of lines(path)) {
      parseObject(line, path);
      yield JSON.parse(line.text) as JsonObject;
    }
  }
}

/** The original's reader takes both base64 alphabets (cn_clip/preprocess/build_lmdb_dataset.py). */
async function* tsvImages(path: string): AsyncGenerator<DatasetImage> {
  for await (const line of lines(path)) {
    const [id = '', base64, ...rest] = line.text.split('\t');
    if (base64 === undefined || rest.length > 0 || !/^-?\d+$/.test(id)) {
      throw badLine(path, line, 'expected a whole number, a tab and base64');
    }
    yield { id, bytes: Buffer.from(base64, 'base64') };
  }
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

async function* lines(path: string): AsyncGenerator<Line> {
  await reading(path, stat(path));
  let number = 0;
  const reader = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const text of reader) {
    number++;
    if (text.trim() !== '') yield { text, number };
  }
}

/** The id is taken from the text, because only there it is exact; numbers of a vector need no more than a float. */
function parseFeature(line: Line, path: string): DatasetFeature {
  const [, idField, id] = /"(text_id|image_id)"\s*:\s*(-?\d+)\s*[,}]/.exec(line.text) ?? [];
  if (id === undefined) throw badLine(path, line, 'expected a whole number in "text_id" or "image_id"');
  let feature: unknown;
  try {
    ({ feature } = JSON.parse(line.text) as { readonly feature?: unknown });
  } catch {
    throw badLine(path, line, 'expected a JSON object');
  }
  if (!Array.isArray(feature) || !feature.every((value) => Number.isFinite(value))) {
    throw badLine(path, line, 'expected a list of numbers in "feature"');
  }
  return { idField: idField as DatasetFeature['idField'], id, vector: Float32Array.from(feature) };
}

function parseObject(line: Line, path: string): Record<string, unknown> {
  try {
    const value = parse(line.text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Reported below with the line number.
  }
  throw badLine(path, line, 'expected a JSON object');
}

async function reading<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const reason =
      (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : 'it cannot be read';
    throw new DomainError('INVALID_INPUT', `${basename(path)}: ${reason}.`, { cause });
  }
}

function badLine(path: string, { number }: Line, what: string): DomainError {
  return new DomainError('INVALID_INPUT', `Line ${number} of ${basename(path)} cannot be used: ${what}.`, {
    details: { line: number },
  });
}
