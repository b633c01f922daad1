import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalDatasetFiles } from '../../../adapters/files/local-dataset-files.ts';
import { parseExactJson } from '../../../adapters/json/parse-exact-json.ts';
import { OnnxProductSearch } from '../../../adapters/onnx/onnx-product-search.ts';
import { topK } from '../../../core/evaluation/top-k.ts';
import { transposeAnnotations } from '../../../core/evaluation/transpose-annotations.ts';
import { seededRandom } from '../../../core/numeric/seeded-random.ts';
import type { FeatureRows } from '../../../core/ports/product-search.ts';
import { hasShared, sharedPath } from '../../support/shared.ts';

type Line = Readonly<Record<string, never>>;

const jsonLines = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseExactJson(line) as unknown as Line);

function features(path: string): { ids: bigint[]; rows: FeatureRows } {
  const lines = jsonLines(path);
  const vectors = lines.map(({ feature }) => feature as unknown as number[]);
  const dimension = vectors[0]!.length;
  const ids = lines.map((line) => (line['text_id'] ?? line['image_id']) as unknown as bigint);
  return { ids, rows: { count: ids.length, dimension, values: Float32Array.from(vectors.flat(), Number) } };
}

function random(count: number, dimension: number, seed: number): FeatureRows {
  const next = seededRandom(seed);
  return { count, dimension, values: Float32Array.from({ length: count * dimension }, () => next() - 0.5) };
}

let search: OnnxProductSearch;
beforeAll(async () => {
  search = await OnnxProductSearch.open(2);
});
afterAll(() => search?.close());

async function all(...input: Parameters<typeof topK> extends [unknown, ...infer Rest] ? Rest : never) {
  const rows: number[][] = [];
  for await (const best of topK(search, ...input)) rows.push([...best]);
  return rows;
}

describe.skipIf(!hasShared).each(['retrieval-model', 'retrieval-random'])("the original's %s", (name) => {
  const file = (suffix: string) => sharedPath(`golden/eval/${name}/valid_${suffix}.jsonl`);

  it.each([
    ['texts.txt_feat', 'imgs.img_feat', 'predictions', 'text_id', 'image_ids'],
    ['imgs.img_feat', 'texts.txt_feat', 'tr_predictions', 'image_id', 'text_ids'],
  ])('%s against %s: the same ten in the same order', async (from, to, predictions, query, answers) => {
    const [queries, candidates] = [features(file(from)), features(file(to))];
    const best = await all(queries.rows, candidates.rows, { k: 10, blocks: { queries: 7, candidates: 13 } });
    const found = best.map((rows, i) => ({
      [query]: queries.ids[i],
      [answers]: rows.map((row) => candidates.ids[row]),
    }));
    expect(found).toEqual(jsonLines(file(predictions)));
  });

  it('annotations the other way round', async () => {
    const texts = new LocalDatasetFiles().texts(sharedPath('golden/eval/dataset/valid_texts.jsonl'));
    const found = await transposeAnnotations(texts);
    const integers = (ids: readonly string[]) => ids.map(BigInt);
    expect(
      found.map(({ imageId, textIds }) => ({ image_id: BigInt(imageId), text_ids: integers(textIds) })),
    ).toEqual(jsonLines(file('texts.tr')));
  });
});

describe('topK', () => {
  it('does not depend on the blocks', async () => {
    const [queries, candidates] = [random(50, 24, 1), random(300, 24, 2)];
    const whole = await all(queries, candidates, { k: 10 });
    for (const blocks of [
      { queries: 1, candidates: 1 },
      { queries: 16, candidates: 37 },
      { queries: 50, candidates: 299 },
    ])
      expect(await all(queries, candidates, { k: 10, blocks })).toEqual(whole);
  });

  it('keeps the order of candidates with equal scores, across blocks too', async () => {
    const values = Array.from({ length: 40 }, (_, i) => [i % 4 === 0 ? 1 : 0.5, 0]).flat();
    const candidates = { count: 40, dimension: 2, values: Float32Array.from(values) };
    const query = { count: 1, dimension: 2, values: Float32Array.of(1, 0) };
    const expected = [0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 1, 2];
    for (const size of [3, 8, 40]) {
      const blocks = { queries: 1, candidates: size };
      expect(await all(query, candidates, { k: 12, blocks })).toEqual([expected]);
    }
  });

  it('gives fewer where there are fewer candidates, and nothing without queries', async () => {
    expect((await all(random(2, 4, 3), random(3, 4, 4), { k: 10 })).map((rows) => rows.length)).toEqual([
      3, 3,
    ]);
    expect(await all(random(0, 4, 3), random(3, 4, 4), { k: 10 })).toEqual([]);
  });
});
