import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import type { LmdbBuilder } from '../../core/ports/lmdb-builder.ts';
import { parsedAt, parseImage, parseText } from '../files/dataset-lines.ts';
import { countKeys } from '../files/lmdb-dataset.ts';
import { storing } from '../files/storing.ts';
import type { LmdbEntry } from './lmdb-reader.ts';
import { writeLmdb } from './lmdb-writer.ts';
import { encodePair } from './pair-record.ts';

/** Where a line lies in its file, bytes. */
interface Place {
  readonly start: number;
  readonly length: number;
}

const chunkBytes = 1 << 20;

/** Longer lines are no pictures. */
const longestLine = 256 * 1024 * 1024;

/**
 * Builds from files that do not fit into memory: LMDB wants its keys in order, so the places of the lines are kept, and each
 * line is read again when its turn comes.
 */
export class FileLmdbBuilder implements LmdbBuilder {
  buildImages(tsvPath: string, folder: string): Promise<number> {
    return withFile(tsvPath, async (file) => {
      const places = new Map<string, Place>();
      let count = 0;
      for await (const { line, number, ...place } of linesWithPlaces(file)) {
        places.set(parsedAt(tsvPath, number, () => parseImage(line)).id, place);
        count++;
      }
      await writeLmdb(folder, imageEntries(file, places, count));
      return count;
    });
  }

  buildPairs(textsPath: string, folder: string): Promise<number> {
    return withFile(textsPath, async (file) => {
      const places: Place[] = [];
      /** Of each pair: its line, and which of the line's pictures. */
      const pairs: { lines: number[]; pictures: number[] } = { lines: [], pictures: [] };
      for await (const { line, number, ...place } of linesWithPlaces(file)) {
        const { imageIds } = parsedAt(textsPath, number, () => parseText(line));
        for (let i = 0; i < imageIds.length; i++) {
          pairs.lines.push(places.length);
          pairs.pictures.push(i);
        }
        places.push(place);
      }
      async function* entries(): AsyncGenerator<LmdbEntry> {
        for (const pair of inTextOrder(pairs.lines.length)) {
          const { id, text, imageIds } = parseText(await lineAt(file, places[pairs.lines[pair]!]!));
          const imageId = imageIds[pairs.pictures[pair]!]!;
          yield { key: Buffer.from(String(pair)), value: encodePair({ imageId, textId: id, text }) };
        }
        yield counted(countKeys.pairs, pairs.lines.length);
      }
      await writeLmdb(folder, entries());
      return pairs.lines.length;
    });
  }
}

async function* imageEntries(
  file: FileHandle,
  places: ReadonlyMap<string, Place>,
  count: number,
): AsyncGenerator<LmdbEntry> {
  // Decimal digits and signs have the same order as bytes and as UTF-16.
  for (const id of [...places.keys()].sort()) {
    const [, base64] = (await lineAt(file, places.get(id)!)).split('\t');
    yield { key: Buffer.from(id), value: Buffer.from(base64!.trim()) };
  }
  yield counted(countKeys.images, count);
}

function counted(key: string, count: number): LmdbEntry {
  return { key: Buffer.from(key), value: Buffer.from(String(count)) };
}

/** 0 to `count` - 1 in the order of their decimal texts: 0, 1, 10, 100, …, 11, … */
export function* inTextOrder(count: number): Generator<number> {
  if (count > 0) yield 0;
  for (let number = 1, left = count - 1; left > 0; left--) {
    yield number;
    if (number * 10 < count) number *= 10;
    else {
      while (number % 10 === 9 || number + 1 >= count) number = Math.floor(number / 10);
      number++;
    }
  }
}

async function lineAt(file: FileHandle, { start, length }: Place): Promise<string> {
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, start);
  return buffer.toString();
}

/** Lines that are not blank, with where they lie. */
async function* linesWithPlaces(
  file: FileHandle,
): AsyncGenerator<Place & { readonly line: string; readonly number: number }> {
  let [number, start]: [number, number] = [0, 0];
  let rest = Buffer.alloc(0);
  for (let position = 0; ; ) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, position);
    position += bytesRead;
    rest = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
    if (rest.length > longestLine) throw new DomainError('INVALID_INPUT', `Line ${number + 1} has no end.`);
    let from = 0;
    for (
      let end = rest.indexOf(10);
      end >= 0 || (bytesRead === 0 && from < rest.length);
      end = rest.indexOf(10, from)
    ) {
      const length = (end < 0 ? rest.length : end) - from;
      const line = rest.toString('utf8', from, from + length);
      number++;
      if (line.trim() !== '') yield { line, number, start: start + from, length };
      from += length + 1;
    }
    if (bytesRead === 0) return;
    start += from;
    rest = rest.subarray(from);
  }
}

async function withFile<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path).catch((cause: unknown) => {
    throw new DomainError('INVALID_INPUT', `${basename(path)} cannot be read.`, { cause });
  });
  try {
    return await storing('The LMDB files', () => work(file));
  } finally {
    await file.close();
  }
}
