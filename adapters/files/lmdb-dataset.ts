import { basename } from 'node:path';
import type { Audited, DatasetImage, DatasetText } from '../../core/ports/dataset-files.ts';
import { damaged } from '../lmdb/format.ts';
import { LmdbReader } from '../lmdb/lmdb-reader.ts';
import { decodePair, type PairRecord } from '../lmdb/pair-record.ts';
import { audited, decodeBase64, LineProblem } from './dataset-lines.ts';

/** Keys beside those of pictures and pairs. */
export const countKeys = { images: 'num_images', pairs: 'num_samples' } as const;

const file = 'data.mdb';

/** A picture, or what is wrong with its base64. */
export async function* lmdbImages(folder: string): AsyncGenerator<Audited<DatasetImage>> {
  const reader = await LmdbReader.open(folder);
  try {
    for await (const { key, value } of reader.entries()) {
      const id = key.toString();
      if (id === countKeys.images) continue;
      yield audited(`key ${id}`, () => ({ id, bytes: decodeBase64(value.toString('latin1')) }));
    }
  } finally {
    await reader.close();
  }
}

/** Neighbours with one text id are one text, as they were in the file that the pairs come from; or what is wrong with a pair. */
export async function* lmdbTexts(folder: string): AsyncGenerator<Audited<DatasetText>> {
  let open: { id: string; text: string; imageIds: string[] } | undefined;
  const told = (value: DatasetText) => ({ where: `${basename(folder)}, text ${value.id}`, value });
  for await (const pair of lmdbPairs(folder)) {
    if ('problem' in pair) {
      yield pair;
      continue;
    }
    const { imageId, textId, text } = pair.value;
    if (open !== undefined && open.id === textId && open.text === text) {
      open.imageIds.push(imageId);
      continue;
    }
    if (open !== undefined) yield told(open);
    open = { id: textId, text, imageIds: [imageId] };
  }
  if (open !== undefined) yield told(open);
}

/** Pairs by their numbers, which the order of the keys is not. */
async function* lmdbPairs(folder: string): AsyncGenerator<Audited<PairRecord>> {
  const reader = await LmdbReader.open(folder);
  try {
    const count = Number((await reader.get(Buffer.from(countKeys.pairs)))?.toString() ?? Number.NaN);
    if (!Number.isSafeInteger(count) || count > reader.count)
      throw damaged(file, `its ${countKeys.pairs} is wrong`);
    for (let number = 0; number < count; number++) {
      const record = await reader.get(Buffer.from(String(number)));
      yield audited(`${basename(folder)}, pair ${number}`, () => {
        if (record === undefined) throw new LineProblem('it is missing');
        return decodePair(record);
      });
    }
  } finally {
    await reader.close();
  }
}

/** Entries without the one that counts them. */
export async function lmdbCount(folder: string): Promise<number> {
  const reader = await LmdbReader.open(folder);
  await reader.close();
  return Math.max(0, reader.count - 1);
}
