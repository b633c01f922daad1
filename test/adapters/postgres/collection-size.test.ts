import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PgvectorIndex } from '../../../adapters/postgres/pgvector-index.ts';
import { PostgresCollectionStore } from '../../../adapters/postgres/postgres-collection-store.ts';
import { partitionName, roomForVectors } from '../../../adapters/postgres/vector-tables.ts';
import { seededRandom } from '../../../core/numeric/seeded-random.ts';
import { normalise } from '../../../core/numeric/vectors.ts';
import type { Collection, NearestQuery } from '../../../core/ports/collections.ts';
import type { IndexKind } from '../../../core/search/indexes/index-settings.ts';
import { databases, type TestDatabase } from '../../support/databases.ts';

const spaceId = 'a'.repeat(32);
const random = seededRandom(1);

interface PlanNode {
  readonly 'Actual Rows': number;
  readonly Alias?: string;
  readonly Plans?: readonly PlanNode[];
}

/** Rows that a part of a statement gave, by its name. */
function rowsOf(node: PlanNode, alias: string): number | undefined {
  if (node.Alias === alias) return node['Actual Rows'];
  return node.Plans?.map((each) => rowsOf(each, alias)).find((rows) => rows !== undefined);
}

for (const { name, open, isMissing } of databases) {
  describe.skipIf(isMissing)(`sizes of collections: ${name}`, () => {
    let database: TestDatabase;
    let index: PgvectorIndex;
    let number = 0;

    beforeAll(async () => {
      database = await open();
      index = new PgvectorIndex(database.sql);
    }, 60_000);
    afterAll(() => database?.close());

    const create = (dimension: number, kind: IndexKind): Promise<Collection> => {
      const space = {
        description: null,
        modelName: 'm',
        spaceId: `${dimension}${spaceId}`.slice(0, 32),
        dimension,
      };
      return new PostgresCollectionStore(database.sql).create({
        name: `c${number++}`,
        ...space,
        index: { kind, m: 8, efConstruction: 16, efSearch: 200 },
      });
    };
    const vector = (dimension: number) =>
      normalise(Float32Array.from({ length: dimension }, () => random() - 0.5));

    async function add(collection: Collection, count: number): Promise<void> {
      const entries = Array.from({ length: count }, (_, i) => ({
        key: String(i),
        text: null,
        image: { sha256: 'a', mediaType: 'image/png', width: 1, height: 1, sizeBytes: 1 },
        metadata: {},
        vectors: { image: vector(collection.dimension) },
      }));
      await index.upsert(collection, collection.spaceId, entries);
    }

    /** Vectors of items that are not there, of the modality that is not searched: what counts is the size of the table. */
    const fill = ({ id, vectorSetId, spaceId, dimension }: Collection, count: number) =>
      database.sql.transaction(async (sql) => {
        await sql.execute(`set local session_replication_role = replica;
          insert into ${partitionName(vectorSetId)} (set_id, collection_id, item_id, modality, space_id, embedding)
          select ${vectorSetId}, ${id}, nextval('items_id_seq'), 'text', '${spaceId}', array_fill(1, array[${dimension}])::vector
          from generate_series(1, ${count}) as n;`);
      });

    const room = async ({ vectorSetId, dimension }: Collection): Promise<number> => {
      const statement = `select (${roomForVectors(vectorSetId, dimension)})::float8 as room`;
      return (await database.sql.query<{ room: number }>(statement))[0]!.room;
    };

    it.each([
      [8, 5_000],
      [512, 1_000],
      [1_024, 400],
      [4_000, 400],
    ])(
      'a table tells without statistics for about how many vectors of %i values it has room',
      async (dimension, count) => {
        const collection = await create(dimension, 'exact');
        await fill(collection, count);
        const estimated = await room(collection);
        expect(estimated).toBeGreaterThanOrEqual(count);
        expect(estimated).toBeLessThan(1.2 * count);
      },
    );

    it('tells how many vectors there are when statistics are missing or old', async () => {
      const collection = await create(8, 'exact');
      const estimated = async () => (await index.estimate(collection, { exists: 'x' })).vectorCount;
      await fill(collection, 30_000);
      expect(await estimated()).toBeGreaterThanOrEqual(30_000);
      expect(await estimated()).toBeLessThan(33_000);
      await index.analyse(collection);
      await fill(collection, 60_000);
      expect(Math.abs((await estimated()) - 90_000)).toBeLessThan(2_000);
    });

    it('ranks more of what a graph of bits finds the larger the collection is', async () => {
      const dimension = 16;
      const collection = await create(dimension, 'hnsw-binary');
      await add(collection, 1_500);
      const query: NearestQuery = {
        vector: vector(dimension),
        spaceId: collection.spaceId,
        against: 'image',
        first: 3,
        excludeItemIds: [],
        plan: { kind: 'approximate' },
      };
      const ranked = async (efSearch: number): Promise<number | undefined> => {
        const settings = { ...collection, index: { ...collection.index, efSearch } };
        const { plan } = await index.explain(settings, { kind: 'nearest', query });
        return rowsOf(plan['Plan'] as unknown as PlanNode, 'nearest');
      };
      expect([await ranked(200), await ranked(40)]).toEqual([200, 40]);
      // A graph that is not searched takes long to grow.
      await database.sql.execute(
        `drop index ${partitionName(collection.vectorSetId)}_text_hnsw_binary_m8_ef16`,
      );
      await fill(collection, 150_000);
      const growth = Math.sqrt((await room(collection)) / 1_000_000);
      expect(growth).toBeGreaterThan(0.35);
      expect([await ranked(200), await ranked(40)]).toEqual([
        Math.ceil(800 * growth),
        Math.ceil(160 * growth),
      ]);
    }, 120_000);
  });
}
