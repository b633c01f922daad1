import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { OnnxProductSearch } from '../../../adapters/onnx/onnx-product-search.ts';
import { PgvectorIndex } from '../../../adapters/postgres/pgvector-index.ts';
import { PostgresCollectionStore } from '../../../adapters/postgres/postgres-collection-store.ts';
import { PostgresJobStore } from '../../../adapters/postgres/postgres-job-store.ts';
import { PostgresNearPairs } from '../../../adapters/postgres/postgres-near-pairs.ts';
import { PostgresRelevanceStore } from '../../../adapters/postgres/postgres-relevance-store.ts';
import { PostgresVectorSets } from '../../../adapters/postgres/postgres-vector-sets.ts';
import { seededRandom } from '../../../core/numeric/seeded-random.ts';
import { normalise } from '../../../core/numeric/vectors.ts';
import type { Collection, IndexEntry } from '../../../core/ports/collections.ts';
import { defaultIndex } from '../../../core/search/indexes/index-settings.ts';
import { pictureQueries } from '../../../core/search/relevance/background-queries.ts';
import { estimateCollection } from '../../../core/search/relevance/estimate-collection.ts';
import { inOnePass, throughIndex } from '../../../core/search/relevance/rank-queries.ts';
import { judgeOf, type RelevanceEstimate } from '../../../core/search/relevance/relevance-estimate.ts';
import { databases, type TestDatabase } from '../../support/databases.ts';
import { FakeModel } from '../../support/fake-model.ts';
import { FakeModelRegistry } from '../../support/fake-model-registry.ts';

for (const { name, open, isMissing } of databases) {
  describe.skipIf(isMissing)(`relevance: ${name}`, () => {
    let database: TestDatabase;
    let collections: PostgresCollectionStore;
    let index: PgvectorIndex;
    let store: PostgresRelevanceStore;
    let collection: Collection;
    const model = new FakeModel();
    const { spaceId, dimension } = model.manifest;
    let number = 0;

    beforeAll(async () => {
      database = await open();
      collections = new PostgresCollectionStore(database.sql);
      index = new PgvectorIndex(database.sql);
      store = new PostgresRelevanceStore(database.sql);
    }, 60_000);
    afterAll(() => database?.close());

    beforeEach(async () => {
      const space = { description: null, modelName: 'fake', spaceId, dimension };
      collection = await collections.create({ name: `c${number++}`, ...space });
    });

    const random = seededRandom(3);
    const vector = () => normalise(Float32Array.from({ length: dimension }, () => random() - 0.5));
    const entries = (count: number): readonly IndexEntry[] =>
      Array.from({ length: count }, (_, i) => ({
        key: String(i),
        text: 'x',
        image: { sha256: 'a', mediaType: 'image/png', width: 1, height: 1, sizeBytes: 1 },
        metadata: {},
        vectors: { image: vector(), text: vector() },
      }));
    const add = (count: number) => index.upsert(collection, spaceId, entries(count));
    const dependencies = () => ({
      models: new FakeModelRegistry(model),
      collections,
      index,
      relevanceStore: store,
      nearPairs: new PostgresNearPairs(database.sql),
      openProducts: () => OnnxProductSearch.open(1),
      clock: { now: () => new Date('2026-01-02T03:04:05Z') },
    });
    const estimated = (of = collection) => estimateCollection(dependencies(), of);
    const changes = async () => (await store.find(collection.vectorSetId)).changedItems;

    it('counts what is written and deleted, also in the set beside', async () => {
      expect(await store.find(collection.vectorSetId)).toEqual({
        estimate: undefined,
        changedItems: 0,
        jobId: null,
      });
      const sets = new PostgresVectorSets(database.sql);
      const other = await sets.add(collection, {
        modelName: 'next',
        spaceId: 'other',
        dimension,
        index: defaultIndex(dimension),
      });
      await add(3);
      await add(2);
      expect(await index.remove(collection, ['0', 'nowhere'])).toBe(1);
      expect(await changes()).toBe(6);
      expect((await store.find(other.vectorSetId)).changedItems).toBe(6);
      expect(await sets.drop(collection, other.vectorSetId)).toBe(true);
      expect((await store.find(other.vectorSetId)).changedItems).toBe(0);
    });

    it('keeps an estimate with the set, counts what it has not seen, and forgets both with the collection', async () => {
      await add(40);
      const estimate = await estimated();
      expect(await store.find(collection.vectorSetId)).toEqual({ estimate, changedItems: 0, jobId: null });
      const { id } = await new PostgresJobStore(database.sql).enqueue('relevance', {});
      await store.noteJob(collection.vectorSetId, id);
      await add(3);
      await store.save(collection.vectorSetId, estimate, 2);
      expect(await store.find(collection.vectorSetId)).toEqual({ estimate, changedItems: 1, jobId: id });
      const next = (await new PostgresJobStore(database.sql).enqueue('relevance', {})).id;
      expect(await store.succeedJob(collection.vectorSetId, null, next)).toBe(false);
      expect(await store.succeedJob(collection.vectorSetId, id, next)).toBe(true);
      expect(await store.succeedJob(collection.vectorSetId, id, next)).toBe(false);
      await collections.delete(collection.name);
      await store.save(collection.vectorSetId, estimate, 0);
      expect((await store.find(collection.vectorSetId)).estimate).toBeUndefined();
    });

    it('ranks in one pass over all vectors as by a search for each query', async () => {
      await add(100);
      const sample = await index.sample(collection, 'image', 20);
      const queries = [
        ...pictureQueries(sample),
        { vector: vector(), excludeItemIds: [], first: 1 },
        { vector: vector(), excludeItemIds: [], first: 200 },
      ];
      const steps: number[] = [];
      const onStep = async (done: number) => void steps.push(done);
      const blockBytes = 30 * 4 * dimension;
      const products = await OnnxProductSearch.open(1);
      onTestFinished(() => products.close());
      const inBlocks = inOnePass({ ...dependencies(), collection, products }, onStep, blockBytes);
      const one = await inBlocks(queries, 'image');
      expect(steps).toEqual([0, 1, 2, 3]);
      const exact = { ...collection, index: { ...collection.index, kind: 'exact' } } as const;
      const many = await throughIndex({ index, collection: exact }, async () => undefined)(queries, 'image');
      expect(one.map(({ length }) => length)).toEqual([...sample.map(() => 99), 1, 100]);
      for (const [i, cosines] of one.entries()) expect(cosines).toBeAllClose(many[i]!, { atol: 1e-5 });
    });

    it('estimates, and judges by it', async () => {
      await add(100);
      const { backgrounds, ...estimate } = await estimated();
      expect(backgrounds).toHaveLength(4);
      expect(
        backgrounds.every(({ nearnesses }) => nearnesses[0]!.nearness > nearnesses.at(-1)!.nearness),
      ).toBe(true);
      // Captions that have nothing to do with their pictures make no curve, or a flat one.
      const captions = backgrounds.filter(({ query, against }) => query !== against);
      expect(captions.every(({ answeredQueries, slope }) => answeredQueries === 0 || slope < 1)).toBe(true);
      const query = { vector: vector(), modality: 'text', against: 'image', share: 1 } as const;
      const judge = judgeOf({ ...estimate, backgrounds }, query);
      expect(typeof judge === 'string' ? judge : judge(1) > judge(0)).toBe(true);
    });

    it('gives the same estimate of the same items, in whatever order they were stored', async () => {
      // More than are drawn.
      const all = entries(1_200);
      const { spaceId, modelName } = collection;
      const space = { description: null, modelName, spaceId, dimension };
      const other = await collections.create({ name: `c${number++}`, ...space });
      await index.upsert(collection, spaceId, all);
      await index.upsert(other, spaceId, all.toReversed());
      const [one, two] = [await estimated(), await estimated(other)];
      expect(two.means).toEqual(one.means);
      const numbers = ({ backgrounds }: RelevanceEstimate) =>
        backgrounds.flatMap(({ nearnesses, spread, slope, intercept }) => [
          ...nearnesses.map(({ nearness }) => nearness),
          ...[spread, slope, intercept],
        ]);
      expect(one.backgrounds.map(({ queries }) => queries)).toEqual([80, 80, 80, 80]);
      // Products of matrices depend on the place of a row in its block by a rounding.
      expect(numbers(two)).toBeAllClose(numbers(one), { atol: 1e-5 });
    });

    it('has no background of an empty collection', async () => {
      expect(await estimated()).toMatchObject({ itemCount: 0, means: {}, backgrounds: [] });
    });
  });
}
