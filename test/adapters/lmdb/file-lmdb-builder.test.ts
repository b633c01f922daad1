import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LocalDatasetFiles } from '../../../adapters/files/local-dataset-files.ts';
import { FileLmdbBuilder, inTextOrder } from '../../../adapters/lmdb/file-lmdb-builder.ts';
import { LmdbReader } from '../../../adapters/lmdb/lmdb-reader.ts';
import { hasShared, sharedPath } from '../../support/shared.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const builder = new FileLmdbBuilder();
const files = new LocalDatasetFiles();

async function contents(folder: string): Promise<[string, string][]> {
  const reader = await LmdbReader.open(folder);
  const entries: [string, string][] = [];
  for await (const { key, value } of reader.entries()) entries.push([`${key}`, value.toString('hex')]);
  await reader.close();
  return entries;
}

async function collected<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

function write(name: string, text: string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return path;
}

describe.skipIf(!hasShared)("the original's data set", () => {
  const golden = (path: string) => sharedPath(`golden/eval/${path}`);

  it('gives the same entries as its build_lmdb_dataset.py', async () => {
    const folder = temporaryFolder();
    expect(await builder.buildImages(golden('dataset/valid_imgs.tsv'), join(folder, 'imgs'))).toBe(60);
    expect(await builder.buildPairs(golden('dataset/valid_texts.jsonl'), join(folder, 'pairs'))).toBe(280);
    for (const part of ['imgs', 'pairs'])
      expect(await contents(join(folder, part))).toEqual(await contents(golden(`lmdb/valid/${part}`)));
  });

  it('reads the same from LMDB as from TSV and JSONL', async () => {
    const [fromTsv, fromLmdb] = await Promise.all(
      ['dataset/valid_imgs.tsv', 'lmdb/valid/imgs'].map((path) => collected(files.images(golden(path)))),
    );
    const byKey = fromTsv!.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect(fromLmdb!.map(({ id }) => id)).toEqual(byKey.map(({ id }) => id));
    for (const [i, { bytes }] of fromLmdb!.entries()) expect(Buffer.compare(bytes, byKey[i]!.bytes)).toBe(0);
    const texts = await collected(files.texts(golden('dataset/valid_texts.jsonl')));
    expect(await collected(files.texts(golden('lmdb/valid/pairs')))).toEqual(
      texts.filter(({ imageIds }) => imageIds.length > 0),
    );
    expect(await files.count(golden('lmdb/valid/imgs'))).toBe(60);
  });
});

it.each([0, 1, 2, 9, 10, 11, 100, 1234, 20_001])('orders the numbers below %i as texts', (count) => {
  const sorted = Array.from({ length: count }, (_, i) => String(i)).sort();
  expect([...inTextOrder(count)].map(String)).toEqual(sorted);
});

it('keeps large ids, takes the last of two equal pictures, blank lines and other line ends', async () => {
  const folder = temporaryFolder();
  const tsv = write('a_imgs.tsv', '9007199254740993\tAAAA\r\n\n7\tAAAA\n7\tBBBB');
  expect(await builder.buildImages(tsv, folder)).toBe(3);
  expect((await contents(folder)).map(([key, value]) => [key, Buffer.from(value, 'hex').toString()])).toEqual(
    [
      ['7', 'BBBB'],
      ['9007199254740993', 'AAAA'],
      ['num_images', '3'],
    ],
  );
});

it('reads the names of the released Flickr30K-CN', async () => {
  const line = '{"query_id": 9007199254740993, "query_text": "一只狗", "item_ids": [5]}\n';
  const expected = [{ id: '9007199254740993', text: '一只狗', imageIds: ['5'] }];
  expect(await collected(files.texts(write('texts.jsonl', line)))).toEqual(expected);
});

it.each([
  ['a text without an id', '{"text": "x", "image_ids": []}', /Line 1 of texts\.jsonl/],
  ['mixed names', '{"query_id": 1, "text": "x", "item_ids": []}', /"text" and "query_id" are of two formats/],
  [
    'pictures under the other name',
    '{"text_id": 1, "text": "x", "item_ids": [5]}',
    /"text_id" and "item_ids" are of two formats/,
  ],
])('names the line of %s and leaves nothing', async (_, line, message) => {
  const folder = join(temporaryFolder(), 'pairs');
  await expect(builder.buildPairs(write('texts.jsonl', line), folder)).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringMatching(message),
  });
  await expect(LmdbReader.open(folder)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});

it('says so when the folder cannot be written to', async () => {
  const file = write('in-the-way', '');
  mkdirSync(join(temporaryFolder(), 'x'));
  await expect(builder.buildImages(write('a.tsv', '1\tAAAA\n'), join(file, 'imgs'))).rejects.toMatchObject({
    code: 'STORAGE_FAILED',
  });
});
