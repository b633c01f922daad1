import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PgvectorIndex } from '../../../adapters/postgres/pgvector-index.ts';
import type { PostgresCollectionStore } from '../../../adapters/postgres/postgres-collection-store.ts';
import { fillSearchColumns } from '../../../adapters/postgres/write-items.ts';
import type { JsonObject } from '../../../core/json.ts';
import { seededRandom } from '../../../core/numeric/seeded-random.ts';
import { dot, normalise } from '../../../core/numeric/vectors.ts';
import type { Collection, IndexEntry } from '../../../core/ports/collections.ts';
import type { ItemFilter } from '../../../core/search/item-filter.ts';
import { encodeItemCursor, listItems } from '../../../core/search/list-items.ts';
import { encodeRankCursor } from '../../../core/search/rank-cursor.ts';
import { rankingId } from '../../../core/search/ranking-id.ts';
import type {
  HybridQuery,
  JudgedHit,
  SearchItems,
  SearchQuery,
  SearchRequest,
  SearchResult,
} from '../../../core/search/search-items.ts';
import { databases, type TestDatabase } from '../../support/databases.ts';
import { searchIn } from '../../support/search-in.ts';

const dimension = 4;

function entry(
  key: string,
  vector: readonly number[],
  text: string | null,
  metadata: JsonObject,
): IndexEntry {
  const image = { sha256: 'f'.repeat(64), mediaType: 'image/png', width: 1, height: 1, sizeBytes: 1 };
  return { key, text, image, metadata, vectors: { image: normalise(Float32Array.from(vector)) } };
}

const cars = [
  entry('red-car', [1, 0, 0, 0], '一辆红色的跑车', {
    year: 2020,
    colour: '红',
    tags: ['车', '快'],
    sold: true,
  }),
  entry('blue-car', [0.9, 0.4, 0, 0], '蓝色汽车', { year: 2022, colour: '蓝', tags: ['车'], sold: false }),
  entry('red-flower', [0, 1, 0, 0], '红色的花，公园里', {
    year: 2021,
    colour: '红',
    camera: { model: 'X100' },
  }),
  entry('cat', [0, 0, 1, 0], '橘猫 Garfield', { year: 1999.5, colour: '橘' }),
  entry('untitled', [0, 0, 0, 1], null, { 'f.stop': 8, a: { b: { c: { d: { e: 1 } } } } }),
];

for (const { name, open, isMissing } of databases) {
  describe.skipIf(isMissing)(`search: ${name}`, () => {
    let database: TestDatabase;
    let index: PgvectorIndex;
    let search: SearchItems;
    let collections: PostgresCollectionStore;
    let cars_: Collection;

    beforeAll(async () => {
      database = await open();
      ({ collections, index, search } = searchIn(database.sql));
      cars_ = await create('cars');
      await index.upsert(cars_, cars_.spaceId, cars);
    }, 60_000);
    afterAll(() => database?.close());

    const create = (collection: string): Promise<Collection> =>
      collections.create({
        name: collection,
        description: null,
        modelName: 'fake',
        spaceId: 'space-a',
        dimension,
      });

    const ask = (request: Partial<SearchRequest>): Promise<SearchResult> =>
      search.search({
        collection: 'cars',
        query: { vector: Float32Array.of(1, 0, 0, 0) },
        against: 'image',
        first: 10,
        ...request,
      });
    const keys = ({ hits }: SearchResult) => hits.map(({ item }) => item.key);

    it.each<[string, Partial<SearchRequest>, string | null, RegExp]>([
      ['vectors', {}, 'approximate', /<=>/],
      ['filtered vectors', { filter: { exists: 'year' } }, 'exact', /<=>.*metadata/],
      ['words', { query: { keywords: '红色' } }, null, /ts_rank/],
      [
        'both',
        {
          query: {
            hybrid: {
              keywords: '红色',
              by: { vector: Float32Array.of(1, 0, 0, 0) },
              fusion: 'rrf',
              vectorWeight: 0.5,
            },
          },
        },
        'approximate',
        /vector_part.*keyword_part/,
      ],
    ])('explains a search by %s', async (_, request, plan, statement) => {
      const explained = await search.explain({
        collection: 'cars',
        query: { vector: Float32Array.of(1, 0, 0, 0) },
        against: 'image',
        first: 1,
        ...request,
      });
      expect(explained.chosen?.kind ?? null).toBe(plan);
      expect(explained.statement).toMatch(statement);
      expect(explained.plan).toMatchObject({
        Plan: { 'Actual Rows': 2 },
        'Execution Time': expect.any(Number),
      });
    });

    it.each<[string, ItemFilter, readonly string[]]>([
      ['a text', { text: { field: 'colour', eq: '红' } }, ['red-car', 'red-flower']],
      ['one of several texts', { text: { field: 'colour', in: ['橘', '蓝'] } }, ['blue-car', 'cat']],
      ['the beginning of a text', { text: { field: 'camera.model', startsWith: 'X1' } }, ['red-flower']],
      ['a range of texts', { text: { field: 'colour', gte: '橘', lt: '红' } }, ['cat']],
      ['a number', { number: { field: 'year', eq: 1999.5 } }, ['cat']],
      ['a range of numbers', { number: { field: 'year', gt: 2020, lte: 2022 } }, ['blue-car', 'red-flower']],
      ['truth', { boolean: { field: 'sold', eq: true } }, ['red-car']],
      ['an element of a list', { list: { field: 'tags', containsAny: ['快', '慢'] } }, ['red-car']],
      ['a field', { exists: 'camera.model' }, ['red-flower']],
      ['not', { not: { text: { field: 'colour', eq: '红' } } }, ['blue-car', 'cat', 'untitled']],
      [
        'and, or',
        {
          and: [
            { exists: 'tags' },
            { or: [{ boolean: { field: 'sold', eq: false } }, { exists: 'camera' }] },
          ],
        },
        ['blue-car'],
      ],
    ])('filters by %s', async (_, filter, expected) => {
      const result = await ask({ filter });
      expect(keys(result).toSorted()).toEqual([...expected].toSorted());
      expect(result.underfilled).toBe('fewer-matches');
    });

    it('takes a number in a path for a key of an object, and not for a place in a list', async () => {
      const places = await create('places');
      await index.upsert(places, places.spaceId, [
        entry('list', [1, 0, 0, 0], null, { shelf: ['A1', 7], room: [{ no: 1 }] }),
        entry('object', [1, 0, 0, 0], null, { shelf: { 0: 'A1', 1: 7 }, room: { 0: { no: 1 } } }),
      ]);
      for (const filter of [
        { exists: 'shelf.0' },
        { exists: 'room.0.no' },
        { text: { field: 'shelf.0', startsWith: 'A' } },
        { text: { field: 'shelf.0', eq: 'A1' } },
        { number: { field: 'shelf.1', gt: 6 } },
        { number: { field: 'room.0.no', in: [1, 2] } },
      ] satisfies ItemFilter[]) {
        expect(keys(await ask({ collection: 'places', filter })), JSON.stringify(filter)).toEqual(['object']);
        const others = await ask({ collection: 'places', filter: { not: filter } });
        expect(keys(others), JSON.stringify(filter)).toEqual(['list']);
      }
    });

    it('keeps and compares numbers of many zeros', async () => {
      const measured = await create('measured');
      const metadata = { count: 6.02214076e23, energy: -1e300, width: 5e-324 };
      await index.upsert(measured, measured.spaceId, [entry('mole', [1, 0, 0, 0], null, metadata)]);
      for (const filter of [
        { number: { field: 'count', eq: 6.02214076e23 } },
        { number: { field: 'count', gt: 6.02214e23, lt: 6.02215e23 } },
        { number: { field: 'energy', in: [-1e300, 1] } },
        { number: { field: 'width', gt: 0, lte: 5e-324 } },
      ] satisfies ItemFilter[]) {
        const { hits } = await ask({ collection: 'measured', filter });
        expect(
          hits.map(({ item }) => item.metadata),
          JSON.stringify(filter),
        ).toEqual([metadata]);
      }
    });

    it('takes as many values as there may be, which are more than a statement has parameters', async () => {
      const among = Array.from({ length: 1_000 }, (_, i) => i + 1_999);
      const words = among.map(String);
      const conditions = Array.from({ length: 50 }, (): ItemFilter[] => [
        { number: { field: 'year', in: among } },
        { list: { field: 'tags', containsAny: [...words.slice(1), '车'] } },
      ]).flat();
      expect(keys(await ask({ filter: { and: conditions } }))).toEqual(['red-car', 'blue-car']);
    });

    it.each<[string, ItemFilter, string]>([
      [
        'a field that no item has',
        { text: { field: 'color', eq: 'x' } },
        'There are: a, a.b, a.b.c, a.b.c.d, camera, camera.model, colour',
      ],
      ['another type', { number: { field: 'colour', eq: 1 } }, 'Use the condition for text.'],
      ['no operator', { text: { field: 'colour' } }, 'Add one'],
      ['an empty list of values', { text: { field: 'colour', in: [] } }, 'at least one value'],
      ['an empty list of conditions', { and: [] }, 'Leave it out'],
      ['a field whose name is a book', { exists: 'x'.repeat(5_000) }, `field ${'x'.repeat(100)}….`],
      [
        'a key with a dot, which no path names',
        { exists: 'f.stop' },
        'There are: a, a.b, a.b.c, a.b.c.d, camera,',
      ],
      [
        'a field on the fifth level',
        { exists: 'a.b.c.d.e' },
        'The metadata field a.b.c.d.e is 5 levels deep. Filters reach 4 levels',
      ],
      ['101 conditions', { and: new Array<ItemFilter>(101).fill({ exists: 'year' }) }, 'at most 100'],
    ])('refuses a filter with %s', async (_, filter, remedy) => {
      await expect(ask({ filter })).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringContaining(remedy),
      });
    });

    it('finds nothing in an empty collection, says so, and knows no field to filter by', async () => {
      await create('empty');
      const vector = Float32Array.of(1, 0, 0, 0);
      const hybrid = { keywords: '红色', by: { vector }, fusion: 'rrf', vectorWeight: 0.5 } as const;
      for (const query of [{ vector }, { keywords: '红色' }, { hybrid }]) {
        const result = await ask({ collection: 'empty', query });
        expect([keys(result), result.underfilled, result.hasNextPage]).toEqual([[], 'fewer-matches', false]);
      }
      await expect(ask({ collection: 'empty', filter: { exists: 'year' } })).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringContaining('No item has metadata.'),
      });
    });

    it('lists the items that pass a filter page by page, and refuses one that does not fit', async () => {
      const filter = { text: { field: 'colour', in: ['红', '橘'] } };
      const first = await listItems(collections, cars_, { first: 2, filter });
      expect([first.items.map(({ key }) => key), first.hasNextPage]).toEqual([
        ['red-car', 'red-flower'],
        true,
      ]);
      const after = encodeItemCursor(first.items[1]!);
      const rest = await listItems(collections, cars_, { first: 2, after, filter });
      expect([rest.items.map(({ key }) => key), rest.hasNextPage]).toEqual([['cat'], false]);
      const misfit = listItems(collections, cars_, { first: 2, filter: { exists: 'color' } });
      await expect(misfit).rejects.toMatchObject({ code: 'INVALID_INPUT' });
      const elsewhere = listItems(collections, await create('elsewhere'), { first: 2, after });
      await expect(elsewhere).rejects.toThrow('The cursor is not of the items of elsewhere. Ask for');
    });

    it('refuses cursors that somebody made up', async () => {
      const query = {
        hybrid: {
          keywords: '红色',
          by: { vector: Float32Array.of(1, 0, 0, 0) },
          fusion: 'rrf' as const,
          vectorWeight: 0.5,
        },
      };
      const request = { collection: 'cars', query, against: 'image' as const, first: 1 };
      const ranking = rankingId(cars_, request);
      for (const place of [{ itemId: '1 or true' }, { itemId: '1', newestItemId: 'x' }]) {
        const after = encodeRankCursor({ rank: 1, score: 0.5, ...place }, ranking);
        await expect(search.search({ ...request, after })).rejects.toThrow('The cursor cannot be read.');
      }
    });

    it('treats what it is given as values, never as SQL', async () => {
      await expect(ask({ filter: { exists: "x' or true --" } })).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
      const hostile = { text: { field: 'colour', startsWith: "' or 1=1 --" } };
      expect(keys(await ask({ filter: hostile }))).toEqual([]);
      expect(keys(await ask({ query: { keywords: "'); drop table items; --" } }))).toEqual([]);
    });

    it.each([
      ['红色', ['red-car', 'red-flower']],
      ['跑车', ['red-car']],
      ['车', ['blue-car', 'red-car']],
      ['猫', ['cat']],
      ['garfield', ['cat']],
      ['ｘ100', ['red-flower']],
      ['色红', []],
    ])('finds %s by its words', async (keywords, expected) => {
      const result = await ask({ query: { keywords } });
      expect(keys(result).toSorted()).toEqual([...expected].toSorted());
      expect(result.plan).toBeNull();
    });

    it('refuses keywords without a letter', async () => {
      await expect(ask({ query: { keywords: '，。！' } })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    });

    it('mixes queries with weights and tells the cosine to each part', async () => {
      const vector = (...values: number[]) => ({ vector: Float32Array.from(values) });
      const mix = [
        { query: vector(1, 0, 0, 0), weight: 1 },
        { query: vector(0, 2, 0, 0), weight: -1 },
      ];
      const { hits } = await ask({ query: { mix }, first: 2 });
      expect(hits.map(({ item }) => item.key)).toEqual(['red-car', 'blue-car']);
      expect(hits[0]!.score).toBeCloseTo(Math.SQRT1_2, 6);
      expect(hits[0]!.parts).toMatchObject([
        { kind: 'mix', index: 0, weight: 1, rank: null },
        { kind: 'mix', index: 1, weight: -1, rank: null },
      ]);
      expect(hits[1]!.parts.map(({ score }) => score)).toBeAllClose(
        [0.9 / Math.hypot(0.9, 0.4), 0.4 / Math.hypot(0.9, 0.4)],
        { atol: 1e-6 },
      );
    });

    it('refuses a mix that cancels out, and weights that are none', async () => {
      const one = { vector: Float32Array.of(1, 0, 0, 0) };
      for (const weights of [[1, -1], [0], [Number.NaN], []]) {
        const mix = weights.map((weight) => ({ query: one, weight }));
        await expect(ask({ query: { mix } })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
      }
    });

    it('fuses words and vectors by reciprocal ranks, and says what each adds', async () => {
      const hybrid = {
        keywords: '红色',
        by: { vector: Float32Array.of(1, 0.1, 0, 0) },
        fusion: 'rrf',
        vectorWeight: 0.5,
      } as const;
      const { hits } = await ask({ query: { hybrid } });
      expect(hits.slice(0, 2).map(({ item }) => item.key)).toEqual(['red-car', 'red-flower']);
      expect(hits).toHaveLength(5);
      for (const { score, parts } of hits) {
        const [vector, keywords] = parts;
        const add = (rank: number | null) => (rank === null ? 0 : 0.5 / (60 + rank));
        expect(score).toBeCloseTo(add(vector!.rank) + add(keywords!.rank), 12);
      }
      expect(hits.find(({ item }) => item.key === 'cat')!.parts[1]).toMatchObject({
        score: null,
        rank: null,
      });
    });

    it('fuses by weighted scores, from words alone to vectors alone', async () => {
      const ranked = async (vectorWeight: number) => {
        const by = { vector: Float32Array.of(0, 0, 1, 0) };
        return keys(
          await ask({ query: { hybrid: { keywords: '跑车', by, fusion: 'weighted', vectorWeight } } }),
        );
      };
      expect((await ranked(1))[0]).toBe('cat');
      expect((await ranked(0))[0]).toBe('red-car');
      await expect(ranked(1.5)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    });

    describe('of many that have the word', () => {
      const towards = (nearness: number) => [nearness, 1 - nearness, 0, 0];
      const nearest = { vector: Float32Array.of(1, 0, 0, 0) };
      const hybrid = (options: Partial<HybridQuery>) => ({
        hybrid: { keywords: '鞋子', by: nearest, fusion: 'rrf' as const, vectorWeight: 0.5, ...options },
      });
      const everyPage = async (request: Partial<SearchRequest>) => {
        const hits: JudgedHit[] = [];
        for (;;) {
          const page = await ask({ ...request, exact: true, first: 60, after: hits.at(-1)?.cursor });
          hits.push(...page.hits);
          if (!page.hasNextPage) return { hits, underfilled: page.underfilled };
        }
      };

      beforeAll(async () => {
        const shoes = await create('shoes');
        const styles = Array.from({ length: 250 }, (_, i) =>
          entry(`style${i}`, towards(i / 1_000), `鞋子 款式${i} 黑色皮鞋`, {}),
        );
        await index.upsert(shoes, shoes.spaceId, [...styles, entry('best', towards(0.5), '鞋子', {})]);
        const equals = await create('equals');
        const wordless = Array.from({ length: 200 }, (_, i) => entry(`near${i}`, towards(0.9), '帽子', {}));
        const alike = Array.from({ length: 250 }, (_, i) =>
          entry(`shoe${i}`, towards(i / 1_000), '鞋子', {}),
        );
        await index.upsert(equals, equals.spaceId, [...wordless, ...alike]);
      }, 60_000);

      it.each([{ keywords: '鞋子' }, hybrid({}), hybrid({ fusion: 'weighted' })])(
        'puts what is the word before what has it among others, by %j',
        async (query) => {
          const { hits } = await ask({ collection: 'shoes', query, exact: true, first: 2 });
          expect(hits[0]!.item.key).toBe('best');
          expect(hits[0]!.score).toBeGreaterThan(hits[1]!.score);
          if ('hybrid' in query) expect(hits[0]!.parts[1]).toMatchObject({ kind: 'keywords', rank: 1 });
        },
      );

      it('gives equals one rank, and tells the words of all that are near', async () => {
        const { hits } = await everyPage({ collection: 'shoes', query: hybrid({}) });
        const ranks = hits.map(({ parts }) => parts[1]!.rank);
        expect(ranks).toEqual([1, ...new Array<number>(hits.length - 1).fill(2)]);
        const equals = await everyPage({ collection: 'equals', query: hybrid({}) });
        expect(new Set(equals.hits.map(({ parts }) => parts.map(({ rank }) => rank).join()))).toEqual(
          new Set(['1,', ',1']),
        );
      });

      it.each(['rrf', 'weighted'] as const)(
        'takes of equals the nearest, not the oldest, by %s',
        async (fusion) => {
          const query = hybrid({ fusion, vectorWeight: 0 });
          const { hits } = await everyPage({ collection: 'equals', query });
          const newestFirst = Array.from({ length: 200 }, (_, i) => `shoe${249 - i}`);
          expect(hits.slice(0, 200).map(({ item }) => item.key)).toEqual(newestFirst);
        },
      );

      it('says that a hybrid ranking has the best of each part only, behind its end too', async () => {
        const whole = await everyPage({ collection: 'equals', query: hybrid({}) });
        expect([whole.hits.length, whole.underfilled]).toEqual([400, 'depth-limit']);
        const after = whole.hits.at(-1)!.cursor;
        const behind = await ask({ collection: 'equals', query: hybrid({}), exact: true, after });
        expect([keys(behind), behind.underfilled, behind.hasNextPage]).toEqual([[], 'depth-limit', false]);
        // By vector alone it goes on.
        const byVector = await everyPage({ collection: 'equals', query: nearest });
        expect([byVector.hits.length, byVector.underfilled]).toEqual([450, 'fewer-matches']);
        const few = await ask({ collection: 'cars', query: hybrid({}) });
        expect(few.underfilled).toBe('fewer-matches');
      });
    });

    it('tells contributions that make the score, whatever the query', async () => {
      const random = seededRandom(17);
      const vector = () => ({ vector: Float32Array.from({ length: dimension }, () => random() - 0.5) });
      const weight = () => 4 * random() - 1.5;
      const queries = Array.from({ length: 30 }, (_, i): SearchQuery => {
        const [keywords, by, vectorWeight] = [['红色', '车 红', 'x'][i % 3]!, vector(), random()];
        if (i % 2 === 0) return { mix: [by, vector()].map((query) => ({ query, weight: weight() })) };
        return { hybrid: { keywords, by, vectorWeight, fusion: i % 4 === 1 ? 'rrf' : 'weighted' } };
      });
      for (const query of queries) {
        const { hits } = await ask({ query });
        expect(hits).toHaveLength(5);
        const sums = hits.map(({ parts }) => parts.reduce((sum, { contribution }) => sum + contribution, 0));
        expect(sums).toBeAllClose(
          hits.map(({ score }) => score),
          { atol: 1e-6 },
        );
      }
    });

    it('leaves the item that is searched by out of a hybrid search', async () => {
      const { id } = (await collections.findItemByKey(cars_.id, 'red-car'))!;
      const by = { itemId: id };
      const hybrid = { keywords: '红色', by, fusion: 'rrf', vectorWeight: 0.5 } as const;
      expect(keys(await ask({ query: { hybrid } }))[0]).toBe('red-flower');
      expect(keys(await ask({ query: { hybrid } }))).not.toContain('red-car');
    });

    it('finds by a long sentence what shares most with it, and says what was left out', async () => {
      const keywords = `想找一辆红色的跑车${'天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙珠称夜光果珍李柰菜重芥姜'}橘猫`;
      const by = { vector: Float32Array.of(0, 0, 0, 1) };
      const hybrid = { keywords, by, fusion: 'rrf', vectorWeight: 0.1 } as const;
      const found = await ask({ query: { keywords } });
      expect(keys(found)).toEqual(['red-car', 'red-flower']);
      expect(found.keywords!.terms).toHaveLength(64);
      expect(found.keywords!.leftOut.at(-1)).toBe('橘猫');
      const fused = await ask({ query: { hybrid } });
      expect(keys(fused).slice(0, 2)).toEqual(['red-car', 'red-flower']);
      expect(fused.keywords).toEqual(found.keywords);
      expect((await ask({ query: by })).keywords).toBeNull();
    });

    it('keeps the pages of a hybrid search together while items come', async () => {
      const collection = await create('growing');
      const many = Array.from({ length: 12 }, (_, i) => entry(`k${i}`, [1, i / 10, 0, 0], `红色 ${i}`, {}));
      await index.upsert(collection, collection.spaceId, many);
      const hybrid = {
        keywords: '红色',
        by: { vector: Float32Array.of(1, 0, 0, 0) },
        fusion: 'rrf',
        vectorWeight: 0.5,
      } as const;
      const page = (after?: string) => ask({ collection: 'growing', query: { hybrid }, first: 5, after });
      const cursorOf = ({ hits }: SearchResult) => hits.at(-1)!.cursor;
      const first = await page();
      await index.upsert(collection, collection.spaceId, [entry('newcomer', [1, 0, 0, 0], '红色 红色', {})]);
      const second = await page(cursorOf(first));
      const third = await page(cursorOf(second));
      expect([...keys(first), ...keys(second), ...keys(third)]).toEqual(many.map(({ key }) => key));
      expect(third.hits.map(({ rank }) => rank)).toEqual([11, 12]);
    });

    describe('of 6,000 items in clusters', () => {
      const random = seededRandom(3);
      const noise = () => random() - 0.5;
      const shares = { half: 0.5, few: 0.05, rare: 0.005, single: 0.0005 };
      const items = Array.from({ length: 6000 }, (_, i) => {
        const centre = [Math.sin(i % 7), Math.cos(i % 7), Math.sin((i % 7) * 2), 0.3];
        const flags = Object.entries(shares).map(([share, value]) => [share, random() < value]);
        return entry(
          `k${i}`,
          centre.map((value) => value + 0.4 * noise()),
          null,
          Object.fromEntries(flags),
        );
      });

      beforeAll(async () => {
        const collection = await create('many');
        for (let i = 0; i < items.length; i += 1000) {
          await index.upsert(collection, collection.spaceId, items.slice(i, i + 1000));
        }
      }, 60_000);

      it.each(Object.keys(shares))(
        'finds 98 of 100 true neighbours where those that pass are: %s',
        async (share) => {
          const filter = { boolean: { field: share, eq: true } };
          const passing = items.filter(({ metadata }) => metadata[share] === true);
          let [found, wanted] = [0, 0];
          for (let q = 0; q < 20; q++) {
            const near = items[Math.floor(random() * items.length)]!.vectors.image!;
            const vector = normalise(near.map((value) => value + 0.3 * noise()));
            const truth = passing
              .map(({ key, vectors }) => ({ key, score: dot(vector, vectors.image!) }))
              .sort((a, b) => b.score - a.score)
              .slice(0, 10)
              .map(({ key }) => key);
            const result = await ask({ collection: 'many', query: { vector }, filter });
            expect(result.hits).toHaveLength(truth.length);
            expect(result.underfilled).toBe(truth.length < 10 ? 'fewer-matches' : null);
            found += keys(result).filter((key) => truth.includes(key)).length;
            wanted += truth.length;
          }
          expect(found / wanted).toBeGreaterThanOrEqual(0.98);
        },
      );

      it('tests one by one what the approximate index gives', async () => {
        const collection = (await collections.find('many'))!;
        const { metadata } = items[0]!;
        const query = {
          vector: items[0]!.vectors.image!,
          spaceId: collection.spaceId,
          against: 'image',
          first: 10,
          excludeItemIds: [],
          filter: { boolean: { field: 'half', eq: metadata['half'] === true } },
        } as const;
        const approximate = { kind: 'approximate', candidates: 100, passing: 20 } as const;
        const { nodes, isWhole } = await index.nearest(collection, { ...query, plan: approximate });
        expect(nodes).toHaveLength(10);
        expect(isWhole).toBe(true);
        expect(nodes.map(({ item }) => item.metadata['half'])).toEqual(new Array(10).fill(metadata['half']));
        expect(nodes.map(({ score }) => score)).toEqual(
          nodes.map(({ score }) => score).toSorted((x, y) => y - x),
        );
      });

      it('looks up what passes by its number, and reads no other vector', async () => {
        const collection = (await collections.find('many'))!;
        const query = {
          vector: items[0]!.vectors.image!,
          spaceId: collection.spaceId,
          against: 'image',
          first: 10,
          excludeItemIds: [],
          filter: { boolean: { field: 'half', eq: true } },
          plan: { kind: 'exact' },
        } as const;
        const { plan } = await index.explain(collection, { kind: 'nearest', query });
        // There are no statistics of this collection yet.
        expect(JSON.stringify(plan)).toMatch(/"Index Cond":"[^"]*item_id = passing.id/);
      });

      it('finds the vectors of an item that is deleted, and reads no other', async () => {
        const [row] = await database.sql.transaction(async (sql) => {
          await sql.query('set local enable_seqscan = off');
          // As the foreign key does it.
          return sql.query<{ 'QUERY PLAN': unknown }>(
            'explain (format json) delete from item_vectors where item_id = 1 and collection_id = 1',
          );
        });
        const indexes = JSON.stringify(row).match(/"Index Name":"[^"]+"/g)!;
        expect(indexes.length).toBeGreaterThan(1);
        for (const each of indexes) expect(each).toMatch(/_item_id_modality_idx"$/);
      });

      it('does not trust the index where too few of the nearest pass, with words either', async () => {
        const collection = (await collections.find('many'))!;
        const query = {
          vector: items[0]!.vectors.image!,
          spaceId: collection.spaceId,
          against: 'image',
          first: 10,
          excludeItemIds: [],
          filter: { boolean: { field: 'half', eq: true } },
          plan: { kind: 'approximate', candidates: 15, passing: 16 },
        } as const;
        expect(await index.nearest(collection, query)).toMatchObject({ nodes: [], isWhole: false });
        const words = { terms: [['no', 'such']], fusion: 'rrf', vectorWeight: 0.5 } as const;
        expect(await index.fused(collection, { ...query, ...words })).toMatchObject({
          nodes: [],
          isWhole: false,
        });
        const plan = { kind: 'approximate', candidates: 2_000, passing: 16 } as const;
        const { nodes, isWhole } = await index.fused(collection, { ...query, ...words, plan });
        expect(nodes).toHaveLength(10);
        expect(isWhole).toBe(true);
      });
    });

    it('fills in what items from before the migration lack', async () => {
      const collection = await create('old');
      await database.sql.query(
        `insert into items (collection_id, key, text, metadata) values ($1, 'k', '老照片', '{"year": 1980}')`,
        [collection.id],
      );
      await fillSearchColumns(database.sql);
      const filter = { number: { field: 'year', lt: 1990 } };
      expect(keys(await ask({ collection: 'old', query: { keywords: '照片' }, filter }))).toEqual(['k']);
    });
  });
}
