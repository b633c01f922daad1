import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OnnxPairSearch } from '../../../adapters/onnx/onnx-pair-search.ts';
import { PgvectorIndex } from '../../../adapters/postgres/pgvector-index.ts';
import { PostgresCollectionStore } from '../../../adapters/postgres/postgres-collection-store.ts';
import { PostgresNearPairs } from '../../../adapters/postgres/postgres-near-pairs.ts';
import { seededRandom } from '../../../core/numeric/seeded-random.ts';
import { dot, normalise } from '../../../core/numeric/vectors.ts';
import type { Collection, IndexEntry } from '../../../core/ports/collections.ts';
import { BlockPairs } from '../../../core/search/duplicates/block-pairs.ts';
import { IndexPairs } from '../../../core/search/duplicates/index-pairs.ts';
import { NearDuplicates } from '../../../core/search/duplicates/near-duplicates.ts';
import { NearScan, type PairFinder } from '../../../core/search/duplicates/near-scan.ts';
import type { IndexKind } from '../../../core/search/indexes/index-settings.ts';
import type { SqlClient } from '../../../db/sql-client.ts';
import { databases, type TestDatabase } from '../../support/databases.ts';

const dimension = 16;
const minScore = 0.95;
const random = seededRandom(7);
const unit = (from?: Float32Array, noise = 1) =>
  normalise(Float32Array.from({ length: dimension }, (_, i) => (from?.[i] ?? 0) + noise * (random() - 0.5)));

/** 120 on their own, a chain, groups of two to five, fifteen equal ones near twelve equal ones. */
function vectors(): readonly Float32Array[] {
  const alone = Array.from({ length: 120 }, () => unit());
  const groups = Array.from({ length: 20 }, (_, i) => {
    const centre = unit();
    return Array.from({ length: 2 + (i % 4) }, () => unit(centre, 0.12));
  }).flat();
  const first = unit();
  const second = unit(first, 0.2);
  const all = [...alone, ...groups, ...Array(15).fill(first), ...Array(12).fill(second)] as Float32Array[];
  return all
    .map((vector) => [random(), vector] as const)
    .sort(([x], [y]) => x - y)
    .map(([, vector]) => vector);
}

/** Groups of positions by comparing everything, as sorted texts. */
function bruteForce(all: readonly Float32Array[]): readonly string[] {
  const groups = all.map((_, i) => new Set([i]));
  for (let i = 0; i < all.length; i++) {
    for (let j = i + 1; j < all.length; j++) {
      if (dot(all[i]!, all[j]!) < minScore || groups[i] === groups[j]) continue;
      for (const member of groups[j]!) {
        groups[i]!.add(member);
        groups[member] = groups[i]!;
      }
    }
  }
  return [...new Set(groups)]
    .filter(({ size }) => size > 1)
    .map((group) => [...group].sort((x, y) => x - y).join(' '))
    .sort();
}

const openSearch = () => OnnxPairSearch.open(1);

/** So small that groups lie over many of their borders, and that some hold more pairs than leave at a time. */
const blocks = { queries: 48, candidates: 64, pairs: 100 };

function inBlocks(sql: SqlClient, collection: Collection, least: number, count: number): BlockPairs {
  const query = { modality: 'text', minScore: least, count } as const;
  return new BlockPairs({ nearPairs: new PostgresNearPairs(sql), openSearch }, collection, query, blocks);
}

for (const { name, open, isMissing } of databases) {
  describe.skipIf(isMissing)(`near duplicates: ${name}`, () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await open();
    }, 60_000);
    afterAll(() => database?.close());

    it('are the groups that comparing everything finds, with an index and without', async () => {
      const { sql } = database;
      const [collections, index] = [new PostgresCollectionStore(sql), new PgvectorIndex(sql)];
      const all = vectors();
      const expected = bruteForce(all);
      expect(expected.some((group) => group.split(' ').length >= 27)).toBe(true);
      for (const kind of ['exact', 'hnsw', 'hnsw-half'] satisfies IndexKind[]) {
        const settings = { kind, m: 16, efConstruction: 64, efSearch: 200 };
        const collection = await collections.create({
          name: kind,
          description: null,
          modelName: 'm',
          spaceId: 's',
          dimension,
          index: settings,
        });
        const entries = all.map(
          (text, i): IndexEntry => ({
            key: `${i}`,
            text: 't',
            image: null,
            metadata: {},
            vectors: { text },
          }),
        );
        const { items } = await index.upsert(collection, 's', entries);
        const places = new Map(items.map(({ id }, i) => [id, i]));
        const check = async (finder: PairFinder, isExact: boolean) => {
          const scan = new NearScan(finder);
          await scan.advance(30_000);
          expect([scan.covered, scan.isComplete, scan.isExact]).toEqual([all.length, true, isExact]);
          const found = scan.groups().map(({ members }) => members.map(({ itemId }) => places.get(itemId)!));
          expect(found.map((group) => group.sort((x, y) => x - y).join(' ')).sort()).toEqual(expected);
          const scores = scan.groups().map(({ score }) => score);
          expect(scores).toEqual([...scores].sort((x, y) => y - x));
        };
        const exact = kind === 'exact';
        const query = { modality: 'text', minScore, exact } as const;
        await check(new IndexPairs(new PostgresNearPairs(sql), collection, query), exact);
        if (exact) await check(inBlocks(sql, collection, minScore, all.length), true);
      }
    });

    it('are read from the database bit by bit as they were stored', async () => {
      const { sql } = database;
      const nearPairs = new PostgresNearPairs(sql);
      const collection = (await new PostgresCollectionStore(sql).find('exact'))!;
      const one = await nearPairs.vectors(collection, 'text', '0', 70);
      const two = await nearPairs.vectors(collection, 'text', one.ids.at(-1)!, 1_000);
      const rows = await sql.query<{ id: string; embedding: string }>(
        `select item_id::text as id, embedding::text as embedding from item_vectors_${collection.vectorSetId}
          where modality = 'text' order by item_id`,
      );
      expect([...one.ids, ...two.ids]).toEqual(rows.map(({ id }) => id));
      const stored = rows.flatMap(({ embedding }) => JSON.parse(embedding) as number[]);
      expect(Float32Array.from([...one.values, ...two.values])).toEqual(Float32Array.from(stored));
      expect(await nearPairs.vectors(collection, 'text', rows.at(-1)!.id, 5)).toEqual({
        ids: [],
        values: new Float32Array(),
      });
    });

    it('come in pages that fit together, without what was deleted', async () => {
      const { sql } = database;
      const [collections, index] = [new PostgresCollectionStore(sql), new PgvectorIndex(sql)];
      const space = { modelName: 'm', spaceId: 's', dimension };
      const collection = await collections.create({ name: 'c', description: null, ...space });
      const entries = Array.from({ length: 12 }, (_, i): IndexEntry => {
        const text = Float32Array.from({ length: dimension }, (_, j) => (j === Math.floor(i / 3) ? 1 : 0));
        return { key: `k${i}`, text: 't', image: null, metadata: {}, vectors: { text } };
      });
      await index.upsert(collection, 's', entries);
      const clock = { now: () => new Date() };
      const finder = new NearDuplicates({
        collections,
        nearPairs: new PostgresNearPairs(sql),
        clock,
        openSearch,
      });
      const page = (after?: string) =>
        finder.find({ collection: 'c', minScore: 1, against: 'text', first: 3, after });
      const one = await page();
      expect(one).toMatchObject({
        hasNextPage: true,
        covered: 12,
        total: 12,
        isComplete: true,
        isExact: true,
      });
      await index.remove(collection, ['k10']);
      const two = await page(one.groups.at(-1)!.cursor);
      expect(two).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
      const keys = [...one.groups, ...two.groups].map(({ score, members }) => [
        score,
        ...members.map(({ item }) => item.key),
      ]);
      expect(keys).toEqual([
        [1, 'k0', 'k1', 'k2'],
        [1, 'k3', 'k4', 'k5'],
        [1, 'k6', 'k7', 'k8'],
        [1, 'k9', 'k11'],
      ]);
    });
  });
}
