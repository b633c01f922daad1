import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PgvectorIndex } from '../../../adapters/postgres/pgvector-index.ts';
import { PostgresCollectionStore } from '../../../adapters/postgres/postgres-collection-store.ts';
import { PostgresVectorSets } from '../../../adapters/postgres/postgres-vector-sets.ts';
import { seededRandom } from '../../../core/numeric/seeded-random.ts';
import { normalise } from '../../../core/numeric/vectors.ts';
import type { Collection } from '../../../core/ports/collections.ts';
import { defaultIndex } from '../../../core/search/indexes/index-settings.ts';
import { databases, type TestDatabase } from '../../support/databases.ts';

const dimension = 4;
const spaceId = 'a'.repeat(32);
const random = seededRandom(1);
const vector = () => normalise(Float32Array.from({ length: dimension }, () => random() - 0.5));

for (const { name, open, isMissing } of databases) {
  describe.skipIf(isMissing)(`samples: ${name}`, () => {
    let database: TestDatabase;
    let index: PgvectorIndex;
    let number = 0;

    beforeAll(async () => {
      database = await open();
      index = new PgvectorIndex(database.sql);
    }, 60_000);
    afterAll(() => database?.close());

    const create = () => {
      const space = { description: null, modelName: 'm', spaceId, dimension };
      const exact = { ...defaultIndex(dimension), kind: 'exact' } as const;
      return new PostgresCollectionStore(database.sql).create({
        name: `c${number++}`,
        ...space,
        index: exact,
      });
    };

    async function add(collection: Collection, from: number, to: number, isOld: boolean): Promise<void> {
      const entries = Array.from({ length: to - from }, (_, i) => ({
        key: String(from + i),
        text: null,
        image: { sha256: 'a', mediaType: 'image/png', width: 1, height: 1, sizeBytes: 1 },
        metadata: { old: isOld },
        vectors: { image: vector() },
      }));
      await index.upsert(collection, spaceId, entries);
    }

    /** What other collections and replaced items do to the numbers of the items that come after. */
    const leaveGap = () =>
      database.sql.query(
        "select setval('items_id_seq', (select last_value + 5000000 from items_id_seq)) as jump",
      );

    /** Keys of a sample, in its order. */
    async function keysOf(collection: Collection, count: number): Promise<readonly string[]> {
      const sampled = await index.sample(collection, 'image', count);
      const rows = await database.sql.query<{ id: string; key: string }>(
        'select id::text, key from items where collection_id = $1::bigint',
        [collection.id],
      );
      const keys = new Map(rows.map(({ id, key }) => [id, key]));
      return sampled.map(({ itemId }) => keys.get(itemId)!);
    }

    const old = (eq: boolean) => ({ boolean: { field: 'old', eq } });

    it('has all vectors, or as many as asked for, wherever their numbers lie', async () => {
      const collection = await create();
      for (let round = 0; round < 5; round++) await add(collection, 0, 40, true);
      await leaveGap();
      await add(collection, 40, 41, false);
      const countOf = async (count: number) => new Set(await keysOf(collection, count)).size;
      expect([await countOf(1_000), await countOf(20)]).toEqual([41, 20]);
      expect(await index.sample(collection, 'text', 20)).toEqual([]);
    });

    it('draws replaced items and those behind a gap as often as others', async () => {
      const collection = await create();
      for (let round = 0; round < 3; round++) await add(collection, 0, 400, true);
      await leaveGap();
      await add(collection, 400, 1_000, false);
      const sampled = await keysOf(collection, 500);
      // 200 of 500; six standard deviations of a draw without replacement.
      const old = sampled.filter((key) => Number(key) < 400).length;
      expect(Math.abs(old - 200)).toBeLessThan(47);
      // Keys were stored in order.
      const early = sampled.filter(
        (key) => Number(key) < 200 || (Number(key) >= 400 && Number(key) < 700),
      ).length;
      expect(Math.abs(early - 250)).toBeLessThan(48);
    });

    it('draws the same items in whatever order they were stored, and others only where items come or go', async () => {
      const [collection, other] = [await create(), await create()];
      await add(collection, 0, 100, true);
      await leaveGap();
      await add(other, 50, 100, true);
      await add(other, 0, 50, true);
      const sampled = await keysOf(collection, 40);
      expect(await keysOf(other, 40)).toEqual(sampled);
      expect(await keysOf(other, 20)).toEqual(sampled.slice(0, 20));
      await index.remove(other, [sampled[0]!, sampled[7]!]);
      const left = (await keysOf(other, 40)).slice(0, 38);
      expect(left).toEqual(sampled.filter((key) => ![sampled[0], sampled[7]].includes(key)));
    });

    it('has items that both sets of a model change hold', async () => {
      const collection = await create();
      const sets = new PostgresVectorSets(database.sql);
      await add(collection, 0, 40, true);
      const space = { modelName: 'next', spaceId: 'b'.repeat(32), dimension };
      const other = await sets.add(collection, { ...space, index: defaultIndex(dimension) });
      await leaveGap();
      await add(collection, 40, 41, false);
      const missing = await sets.missing(collection, other.vectorSetId, 100, '0');
      const filled = missing
        .slice(0, 30)
        .map((item) => ({ item, vectors: { image: vector() }, failures: [] }));
      await sets.fill(collection, other, filled);
      const shared = await sets.sampleShared(collection, other, 'image', 100);
      const ids = filled.map(({ item }) => item.id);
      expect(ids).toHaveLength(30);
      expect(shared.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    });

    it('tells the share that passes a filter exactly for few items', async () => {
      const collection = await create();
      await add(collection, 0, 30, true);
      await leaveGap();
      await add(collection, 30, 40, false);
      expect(await index.estimate(collection, old(true))).toEqual({ vectorCount: 40, selectivity: 0.75 });
    });

    it('tells the share that passes a filter nearly for many, with and without statistics', async () => {
      const collection = await create();
      for (let i = 0; i < 2_000; i += 500) await add(collection, i, i + 500, true);
      await leaveGap();
      await add(collection, 2_000, 2_500, false);
      // Rows that are no longer there come first.
      for (let i = 0; i < 1_000; i += 500) await add(collection, i, i + 500, true);
      const estimate = () => index.estimate(collection, old(false));
      const before = await estimate();
      await index.analyse(collection);
      for (const { vectorCount, selectivity } of [before, await estimate()]) {
        expect(vectorCount).toBe(2_500);
        expect(Math.abs(selectivity - 0.2)).toBeLessThan(0.05);
      }
    });
  });
}
