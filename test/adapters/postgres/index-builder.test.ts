import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PgvectorIndex } from '../../../adapters/postgres/pgvector-index.ts';
import { PostgresCollectionStore } from '../../../adapters/postgres/postgres-collection-store.ts';
import { PostgresIndexBuilder } from '../../../adapters/postgres/postgres-index-builder.ts';
import { PostgresJobStore } from '../../../adapters/postgres/postgres-job-store.ts';
import { PostgresVectorSets } from '../../../adapters/postgres/postgres-vector-sets.ts';
import { nearestStatement } from '../../../adapters/postgres/ranking-statements.ts';
import { ClusteredVectors } from '../../../bench/clustered-vectors.ts';
import type { AsCaller } from '../../../core/batching/batch-queue.ts';
import type { JobWork } from '../../../core/jobs/job-handler.ts';
import type { Collection, NearestQuery } from '../../../core/ports/collections.ts';
import type { JobProgress } from '../../../core/ports/job-store.ts';
import { BuildIndex } from '../../../core/search/indexes/build-index.ts';
import { checkIndex, type IndexKind } from '../../../core/search/indexes/index-settings.ts';
import { measureRecall } from '../../../core/search/indexes/measure-recall.ts';
import type { SqlClient } from '../../../db/sql-client.ts';
import { databases, type TestDatabase } from '../../support/databases.ts';

const dimension = 256;
const count = 1_000;
/** Quicker to build than what a collection gets unless told. */
const parameters = { m: 16, efConstruction: 64, efSearch: 200 };

for (const { name, open, isMissing } of databases) {
  describe.skipIf(isMissing)(`index builds: ${name}`, () => {
    let database: TestDatabase;
    let collections: PostgresCollectionStore;
    let index: PgvectorIndex;
    let builder: PostgresIndexBuilder;
    let jobs: PostgresJobStore;
    const vectors = new ClusteredVectors({ dimension, clusters: 20 });

    beforeAll(async () => {
      database = await open();
      collections = new PostgresCollectionStore(database.sql);
      index = new PgvectorIndex(database.sql);
      builder = new PostgresIndexBuilder(database.sql, { memoryMb: 64 });
      jobs = new PostgresJobStore(database.sql);
      const space = { description: null, modelName: 'm', spaceId: 's', dimension };
      const collection = await collections.create({
        name: 'c',
        ...space,
        index: { kind: 'hnsw', ...parameters },
      });
      for (let start = 0; start < count; start += 250) {
        const entries = Array.from({ length: 250 }, (_, i) => ({
          key: String(start + i),
          text: 'x',
          image: null,
          metadata: {},
          vectors: { text: vectors.vector(start + i) },
        }));
        await index.upsert(collection, 's', entries);
      }
      await index.analyse(collection);
    }, 120_000);
    afterAll(() => database?.close());

    const c = async (): Promise<Collection> => (await collections.find('c'))!;
    const indexNames = async (): Promise<readonly string[]> => {
      const rows = await database.sql.query<{ indexname: string }>(
        `select indexname from pg_indexes where tablename = $1 and indexdef like '%hnsw%' order by 1`,
        [`item_vectors_${(await c()).vectorSetId}`],
      );
      return rows.map(({ indexname }) => indexname);
    };
    const queued = async (): Promise<string> => (await jobs.enqueue('index-build', {})).id;
    const running = async () => {
      await jobs.enqueue('place', {});
      return (await jobs.claim(['place'], 60_000))!;
    };

    async function build(kind: IndexKind): Promise<void> {
      const jobId = await queued();
      const settings = { kind, ...parameters };
      expect(await builder.claim(await c(), jobId)).toBe(true);
      await builder.create(await c(), settings);
      await builder.use(await c(), settings);
      await builder.release(await c(), jobId);
    }

    const text = (rows: readonly Record<string, string>[]) => rows.map((row) => row['QUERY PLAN']).join('\n');
    const query = (): NearestQuery => ({
      vector: vectors.vector(count + 1),
      spaceId: 's',
      against: 'text',
      first: 10,
      excludeItemIds: [],
      plan: { kind: 'approximate' },
    });

    it.each(['hnsw-half', 'hnsw-binary', 'exact', 'hnsw'] as const)(
      'moves to %s and searches by it',
      async (kind) => {
        await build(kind);
        const collection = await c();
        expect(collection.index).toEqual({ kind, ...parameters });
        const suffix = `${kind.replace('-', '_')}_m16_ef64`;
        const { vectorSetId } = collection;
        expect(await indexNames()).toEqual(
          kind === 'exact' ? [] : ['image', 'text'].map((m) => `item_vectors_${vectorSetId}_${m}_${suffix}`),
        );
        const { text: statement, values } = nearestStatement(collection, query());
        const plan = text(await database.sql.query(`explain ${statement}`, values));
        if (kind === 'exact') expect(plan).not.toContain('hnsw');
        else expect(plan).toContain(`text_${suffix}`);
        const found = await index.nearest(collection, query());
        const truth = await index.nearest(collection, { ...query(), plan: { kind: 'exact' } });
        expect(found.nodes.map(({ score }) => score)).toEqual(truth.nodes.map(({ score }) => score));
        const { recallAt10, queries } = (await measureRecall(index, collection, new Date()))!;
        expect(queries).toBeGreaterThan(40);
        // A graph is drawn by lot: of twenty built of these vectors, the worst found 96 of 100.
        expect(recallAt10).toBeGreaterThanOrEqual(kind === 'exact' ? 1 : 0.9);
      },
    );

    it('builds what takes 4,000 dimensions, and finds by it', async () => {
      const long = new ClusteredVectors({ dimension: 4_000, clusters: 8 });
      const space = { description: null, modelName: 'm', spaceId: 'long', dimension: 4_000 };
      const settings = (kind: IndexKind) => ({ kind, ...parameters });
      const collection = await collections.create({ name: 'long', ...space, index: settings('exact') });
      const entries = Array.from({ length: 120 }, (_, i) => ({
        key: String(i),
        text: 'x',
        image: null,
        metadata: {},
        vectors: { text: long.vector(i) },
      }));
      await index.upsert(collection, 'long', entries);
      for (const kind of ['exact', 'hnsw-half', 'hnsw-binary'] as const) {
        await builder.create(collection, settings(kind));
        await builder.use(collection, settings(kind));
        const built = (await collections.find('long'))!;
        expect(built.index.kind).toBe(kind);
        const { recallAt10 } = (await measureRecall(index, built, new Date()))!;
        expect(recallAt10).toBeGreaterThanOrEqual(kind === 'exact' ? 1 : 0.9);
      }
      expect(() => checkIndex(settings('hnsw'), 4_000)).toThrow(
        'An index of kind HNSW takes up to 2000 dimensions, not 4000. Use HNSW_HALF.',
      );
      // The database says the same, should it ever be asked.
      await expect(builder.create(collection, settings('hnsw'))).rejects.toThrow(/2000 dimensions/);
    });

    it('tells size, recall and the job that builds', async () => {
      const jobId = await queued();
      expect(await builder.status(await c())).toMatchObject({ buildJobId: null, recall: null });
      await builder.claim(await c(), jobId);
      const recall = { recallAt10: 0.99, queries: 50, measuredAt: new Date(0).toISOString() };
      await builder.noteRecall(await c(), recall);
      const { sizeBytes, ...status } = await builder.status(await c());
      expect(status).toEqual({ buildJobId: jobId, recall });
      expect(sizeBytes).toBeGreaterThan(count * dimension * 4);
      await builder.release(await c(), jobId);
      await builder.use(await c(), { ...(await c()).index });
      expect(await builder.status(await c())).toMatchObject({ buildJobId: null, recall: null });
    });

    it('gives the place to one running job, and to the next when that is over', async () => {
      const claimed = await running();
      const [first, second] = [claimed.job.id, await queued()];
      expect(await builder.claim(await c(), first)).toBe(true);
      expect(await builder.claim(await c(), second)).toBe(false);
      expect(await builder.claim(await c(), first)).toBe(true);
      await jobs.finish(claimed, { state: 'cancelled' });
      expect(await builder.claim(await c(), second)).toBe(true);
      await builder.release(await c(), second);
    });

    it('builds anew what a killed build left, and drops what is in nobody’s use', async () => {
      const { vectorSetId } = await c();
      const half = `item_vectors_${vectorSetId}_text_hnsw_half_m16_ef64`;
      await database.sql.execute(`create index ${half} on item_vectors_${vectorSetId} using hnsw
          ((embedding::halfvec(${dimension})) halfvec_cosine_ops) where modality = 'text';
        update pg_index set indisvalid = false where indexrelid = '${half}'::regclass`);
      await build('hnsw-half');
      const valid = 'select indisvalid from pg_index where indexrelid = $1::regclass';
      expect(await database.sql.query(valid, [half])).toEqual([{ indisvalid: true }]);
      await build('hnsw');
      expect((await indexNames()).every((each) => each.endsWith('_hnsw_m16_ef64'))).toBe(true);
    });

    it('builds nothing where the index is there', async () => {
      await build('hnsw');
      const { vectorSetId } = await c();
      const files = () =>
        database.sql.query(
          `select indexrelid, pg_relation_filenode(indexrelid) as file from pg_index
           where indrelid = 'item_vectors_${vectorSetId}'::regclass order by 1`,
        );
      const before = await files();
      await build('hnsw');
      expect(await files()).toEqual(before);
    });

    it('sets the number of candidates of a search for that search alone', async () => {
      const settings = { ...(await c()).index, efSearch: 10 };
      await builder.use(await c(), settings);
      expect((await index.nearest(await c(), query())).nodes).toHaveLength(10);
      expect(await database.sql.query('show hnsw.ef_search')).toEqual([{ 'hnsw.ef_search': '200' }]);
    });

    it('builds in the memory that it was given, and tells how far it is', async () => {
      const memory: unknown[] = [];
      const spied: Pick<SqlClient, 'query' | 'maintain'> = {
        query: (statement, values) => database.sql.query(statement, values),
        maintain: (work) =>
          database.sql.maintain((sql) =>
            work({
              query: async (statement, values) => {
                if (statement.startsWith('create index'))
                  memory.push(...(await sql.query('show maintenance_work_mem')));
                return sql.query(statement, values);
              },
            } as SqlClient),
          ),
      };
      const indexBuilder = new PostgresIndexBuilder(spied as SqlClient, { memoryMb: 77 });
      const seen: JobProgress[] = [];
      const settings = { kind: 'hnsw', m: 17, efConstruction: 200, efSearch: 200 } as const;
      const claimed = await running();
      const work: Partial<JobWork> = {
        jobId: claimed.job.id,
        input: { collection: 'c', index: settings },
        progress: async (progress) => void seen.push(progress),
      };
      const asCaller: AsCaller = (_, ask) => ask();
      const deps = {
        collections,
        index,
        indexBuilder,
        vectorSets: new PostgresVectorSets(database.sql),
        asCaller,
        clock: { now: () => new Date() },
        pollMs: 2,
      };
      const result = await new BuildIndex(deps).run(work as JobWork);
      await jobs.finish(claimed, { state: 'cancelled' });
      expect(result).toMatchObject({ index: settings, recall: { queries: expect.any(Number) } });
      expect(memory).toEqual([{ maintenance_work_mem: '77MB' }, { maintenance_work_mem: '77MB' }]);
      expect(seen[0]).toEqual({ stage: 'index', done: 0, total: 100 });
      expect(seen.at(-1)).toEqual({ stage: 'recall', done: 0 });
      const shares = seen.filter(({ stage }) => stage === 'index').map(({ done }) => done);
      expect(Math.max(...shares)).toBeLessThanOrEqual(100);
      // The embedded database answers nothing else while it builds.
      if (database.url !== undefined) expect(Math.max(...shares)).toBeGreaterThan(0);
    });

    it('finds whole pages of equal vectors in every kind', async () => {
      for (const kind of ['hnsw', 'hnsw-half', 'hnsw-binary'] as const) {
        const space = { description: null, modelName: 'm', spaceId: 's', dimension };
        const same = await collections.create({
          name: `same-${kind}`,
          ...space,
          index: { kind, ...parameters },
        });
        const entries = Array.from({ length: 60 }, (_, i) => ({
          key: String(i),
          text: 'x',
          image: null,
          metadata: {},
          vectors: { text: vectors.vector(0) },
        }));
        await index.upsert(same, 's', entries);
        const first = await index.nearest(same, { ...query(), first: 20 });
        const { score, rank, item } = first.nodes.at(-1)!;
        const after = { score, rank, itemId: item.id };
        const second = await index.nearest(same, { ...query(), first: 40, after });
        const keys = [...first.nodes, ...second.nodes].map((hit) => hit.item.key);
        expect(new Set(keys).size).toBe(60);
      }
    });
  });
}
