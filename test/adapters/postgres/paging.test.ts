import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PgvectorIndex } from '../../../adapters/postgres/pgvector-index.ts';
import type { PostgresCollectionStore } from '../../../adapters/postgres/postgres-collection-store.ts';
import { seededRandom } from '../../../core/numeric/seeded-random.ts';
import { normalise } from '../../../core/numeric/vectors.ts';
import type { Collection, IndexEntry } from '../../../core/ports/collections.ts';
import { encodeItemCursor, listItems } from '../../../core/search/list-items.ts';
import type { SearchItems, SearchRequest } from '../../../core/search/search-items.ts';
import { databases, type TestDatabase } from '../../support/databases.ts';
import { searchIn } from '../../support/search-in.ts';

interface KeyPage {
  readonly keys: readonly string[];
  /** Undefined on the last page. */
  readonly next: string | undefined;
}

const image = { sha256: 'f'.repeat(64), mediaType: 'image/png', width: 1, height: 1, sizeBytes: 1 };
const itemCount = 120;

for (const { name, open, isMissing } of databases) {
  describe.skipIf(isMissing)(`pages while others write: ${name}`, () => {
    let database: TestDatabase;
    let collections: PostgresCollectionStore;
    let index: PgvectorIndex;
    let search: SearchItems;

    beforeAll(async () => {
      database = await open();
      ({ collections, index, search } = searchIn(database.sql));
    }, 60_000);
    afterAll(() => database?.close());

    /** Two of three lie in few directions, so that many scores are equal. */
    function entry(key: string, random: () => number): IndexEntry {
      const steps = random() < 2 / 3 ? 3 : 1_000;
      const value = () => Math.round(steps * random()) / steps;
      const vector = normalise(Float32Array.of(0.2 + value(), value(), value(), 0.1));
      const text = `红色 ${'跑车 '.repeat(Math.floor(3 * random()))}`;
      return { key, text, image, metadata: { even: random() < 0.5 }, vectors: { image: vector } };
    }

    /** Reads all pages; between two of them items are added, deleted, written anew as they are, and changed. */
    async function read(
      collection: Collection,
      seed: number,
      page: (after: string | undefined) => Promise<KeyPage>,
      { onlyAdds = false } = {},
    ) {
      const random = seededRandom(seed);
      const entries = new Map(Array.from({ length: itemCount }, (_, i) => [`k${i}`, entry(`k${i}`, random)]));
      await index.upsert(collection, 's', [...entries.values()]);
      const seen: string[] = [];
      const untouched = new Set(entries.keys());
      const any = () => [...untouched][Math.floor(untouched.size * random())]!;
      for (let after: string | undefined, n = 0; n < 200; n++) {
        const { keys, next } = await page(after);
        seen.push(...keys);
        if (next === undefined) return { seen, untouched };
        after = next;
        // The first of these is nearer than everything else.
        const added = { ...entry(`new${n}`, random), vectors: { image: Float32Array.of(1, 0, 0, 0) } };
        const more = Array.from({ length: 3 }, (_, i) => entry(`new${n}-${i}`, random));
        await index.upsert(collection, 's', [added, ...more, entries.get(any())!]);
        if (onlyAdds) continue;
        const [gone, changed] = [any(), any()];
        for (const key of [gone, changed]) untouched.delete(key);
        await index.upsert(collection, 's', [entry(changed, random)]);
        await index.remove(collection, [gone]);
      }
      throw new Error('The pages do not end.');
    }

    /** Of what was there all the time, every one once. */
    function expectEachOnce({ seen, untouched }: Awaited<ReturnType<typeof read>>, among = untouched): void {
      const kept = seen.filter((key) => among.has(key));
      expect(kept.toSorted()).toEqual([...among].toSorted());
      expect(among.size).toBeGreaterThan(30);
    }

    let made = 0;
    const create = (kind: 'exact' | 'hnsw') =>
      collections.create({
        name: `c${made++}`,
        description: null,
        modelName: 'm',
        spaceId: 's',
        dimension: 4,
        index: { kind, m: 16, efConstruction: 64, efSearch: 200 },
      });

    const searched = (collection: Collection, request: Pick<SearchRequest, 'query' | 'filter'>) => {
      return async (after: string | undefined): Promise<KeyPage> => {
        const asked = { collection: collection.name, against: 'image', first: 9, after, ...request } as const;
        const { hits, hasNextPage } = await search.search(asked);
        return {
          keys: hits.map(({ item }) => item.key),
          next: hasNextPage ? hits.at(-1)!.cursor : undefined,
        };
      };
    };
    const byVector = { vector: Float32Array.of(1, 0, 0, 0) };

    it.each([1, 2])('lists every item once (seed %i)', async (seed) => {
      const collection = await create('exact');
      const page = async (after: string | undefined): Promise<KeyPage> => {
        const { items, hasNextPage } = await listItems(collections, collection, { first: 9, after });
        const next = hasNextPage ? encodeItemCursor(items.at(-1)!) : undefined;
        return { keys: items.map(({ key }) => key), next };
      };
      expectEachOnce(await read(collection, seed, page));
    });

    it.each([3, 4])('finds every item once by a vector (seed %i)', async (seed) => {
      const collection = await create('exact');
      expectEachOnce(await read(collection, seed, searched(collection, { query: byVector })));
    });

    // A graph that so much is written to may miss a neighbour now and then; the pages do not end early for it.
    it('finds no item twice by a graph, and goes on to the end', async () => {
      const collection = await create('hnsw');
      const page = searched(collection, { query: byVector });
      const { seen, untouched } = await read(collection, 5, page);
      const kept = seen.filter((key) => untouched.has(key));
      expect(new Set(kept).size).toBe(kept.length);
      expect(kept.length).toBeGreaterThanOrEqual(0.9 * untouched.size);
    });

    it.each(['exact', 'hnsw'] as const)('finds every item once that passes a filter, %s', async (kind) => {
      const collection = await create(kind);
      const filter = { boolean: { field: 'even', eq: true } } as const;
      const found = await read(collection, 7, searched(collection, { query: byVector, filter }));
      const passing = await database.sql.query<{ key: string }>(
        `select key from items where collection_id = $1::bigint and metadata @> '{"even": true}'`,
        [collection.id],
      );
      const among = passing.filter(({ key }) => found.untouched.has(key)).map(({ key }) => key);
      expectEachOnce(found, new Set(among));
    });

    it('finds every item once by its words', async () => {
      const collection = await create('exact');
      expectEachOnce(await read(collection, 8, searched(collection, { query: { keywords: '红色' } })));
    });

    // What is deleted moves the ranks of the others, of which a fused score is made.
    it.each(['exact', 'hnsw'] as const)(
      'finds every item once by both while items come, %s',
      async (kind) => {
        const collection = await create(kind);
        const hybrid = { keywords: '红色', by: byVector, fusion: 'rrf', vectorWeight: 0.5 } as const;
        const page = searched(collection, { query: { hybrid } });
        expectEachOnce(await read(collection, 9, page, { onlyAdds: true }));
      },
    );
  });
}
