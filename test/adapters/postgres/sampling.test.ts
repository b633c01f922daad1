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

    const old = (eq: boolean) => ({ boolean: { field: 'old', eq } });

    it('has all vectors, or as many as asked for, wherever their numbers lie', async () => {
      const collection = await create();
      for (let round = 0; round < 5; round++) await add(collection, 0, 40, true);
      await leaveGap();
      await add(collection, 40, 41, false);
      const keysOf = async (count: number) =>
        new Set((await index.sample(collection, 'image', count)).map(({ itemId }) => itemId)).size;
      expect([await keysOf(1_000), await keysOf(20)]).toEqual([41, 20]);
      expect(await index.sample(collection, 'text', 20)).toEqual([]);
    });

    it('has every vector with the same chance', async () => {
      const collection = await create();
      await add(collection, 0, 10, true);
      await leaveGap();
      await add(collection, 10, 20, false);
      const drawn = new Map<string, number>();
      for (let i = 0; i < 100; i++)
        for (const { itemId } of await index.sample(collection, 'image', 10))
          drawn.set(itemId, (drawn.get(itemId) ?? 0) + 1);
      // 50 of 100 draws each; six standard deviations.
      expect(drawn.size).toBe(20);
      for (const times of drawn.values()) expect(Math.abs(times - 50)).toBeLessThan(30);
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
