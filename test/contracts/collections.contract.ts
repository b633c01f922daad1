import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../core/numeric/seeded-random.ts';
import { dot, normalise } from '../../core/numeric/vectors.ts';
import {
  type Collection,
  CollectionChanged,
  type CollectionStore,
  type Hit,
  type IndexEntry,
  type NearestQuery,
  type NewCollection,
  type VectorIndex,
} from '../../core/ports/collections.ts';

/** What is under test. */
export interface CollectionParts {
  readonly collections: CollectionStore;
  readonly index: VectorIndex;
  close(): Promise<void>;
}

const dimension = 16;
const spaceId = 'a'.repeat(32);
const random = seededRandom(1);

function randomUnit(length = dimension): Float32Array {
  return normalise(Float32Array.from({ length }, () => random() - 0.5));
}

function axis(i: number): Float32Array {
  return Float32Array.from({ length: dimension }, (_, j) => (i === j ? 1 : 0));
}

function entry(key: string, image?: Float32Array, text?: Float32Array): IndexEntry {
  const picture = { sha256: 'f'.repeat(64), mediaType: 'image/png', width: 3, height: 2, sizeBytes: 70 };
  return {
    key,
    text: text === undefined ? null : key,
    image: image === undefined ? null : picture,
    metadata: { tags: ['雨', key] },
    vectors: { ...(image === undefined ? {} : { image }), ...(text === undefined ? {} : { text }) },
  };
}

/** Behaviour that every {@link CollectionStore} with its {@link VectorIndex} has. */
export function describeCollections(name: string, open: () => Promise<CollectionParts>): void {
  describe(`collections: ${name}`, () => {
    let parts: CollectionParts;
    let number = 0;

    beforeAll(async () => {
      parts = await open();
    }, 60_000);
    afterAll(() => parts?.close());

    function create(overrides: Partial<NewCollection> = {}): Promise<Collection> {
      const collection = {
        name: `c${number++}`,
        description: null,
        modelName: 'm',
        spaceId,
        dimension,
        ...overrides,
      };
      return parts.collections.create(collection);
    }

    const upsert = (collection: Collection, entries: readonly IndexEntry[]) =>
      parts.index.upsert(collection, collection.spaceId, entries);

    function nearestQuery({ spaceId: space }: Collection, query: Partial<NearestQuery>): NearestQuery {
      return {
        vector: axis(0),
        spaceId: space,
        against: 'image',
        first: 10,
        excludeItemIds: [],
        plan: { kind: 'approximate' },
        ...query,
      };
    }

    const nearest = (collection: Collection, query: Partial<NearestQuery>) =>
      parts.index.nearest(collection, nearestQuery(collection, query));

    const keysOf = (hits: readonly Hit[]) => hits.map(({ item }) => item.key);

    // First, while ids still go from one digit to two.
    it('lists items page by page, the tenth after the ninth', async () => {
      const collection = await create();
      const { items } = await upsert(
        collection,
        Array.from({ length: 12 }, (_, i) => entry(`k${i}`, axis(i % 4))),
      );
      const page = await parts.collections.listItems(collection.id, 10);
      expect([page.nodes, page.hasNextPage]).toEqual([items.slice(0, 10), true]);
      const rest = await parts.collections.listItems(collection.id, 10, page.nodes.at(-1)!.id);
      expect([rest.nodes, rest.hasNextPage]).toEqual([items.slice(10), false]);
    });

    const pictured = (key: string, digit: string, i = 0): IndexEntry => {
      const given = entry(key, axis(i));
      return { ...given, image: { ...given.image!, sha256: digit.repeat(64) } };
    };

    it('tells whose picture an item has, the oldest first, and leaves it out when asked', async () => {
      const collection = await create();
      const add = (entries: readonly IndexEntry[], policy?: 'store' | 'skip') =>
        parts.index.upsert(collection, spaceId, entries, policy);
      const first = await add([pictured('a', '1'), pictured('b', '1'), pictured('c', '2')]);
      expect(first).toMatchObject({
        createdCount: 3,
        duplicates: [{ index: 1, key: 'b', of: 'a', isStored: true }],
      });
      // The oldest is no duplicate of younger ones, and an item none of itself.
      expect((await add([pictured('a', '1')])).duplicates).toEqual([]);
      expect((await add([pictured('b', '1')])).duplicates).toEqual([
        { index: 0, key: 'b', of: 'a', isStored: true },
      ]);

      const skipped = await add([pictured('d', '2'), pictured('e', '3'), pictured('f', '3')], 'skip');
      expect(skipped).toMatchObject({
        createdCount: 1,
        updatedCount: 0,
        duplicates: [
          { key: 'd', of: 'c', isStored: false },
          { key: 'f', of: 'e', isStored: false },
        ],
      });
      expect(skipped.items.map(({ key }) => key)).toEqual(['e']);
      expect(await parts.collections.findItemByKey(collection.id, 'd')).toBeUndefined();
      // What an item had before this call, and has no more, makes nobody a duplicate.
      const swapped = await add([pictured('c', '4'), pictured('g', '2')], 'skip');
      expect(swapped).toMatchObject({ createdCount: 1, updatedCount: 1, duplicates: [] });
      // Whatever comes first: an item that keeps its picture has it, one that gets another or none has it no more.
      const { image: _, ...bare } = pictured('e', '3');
      const kept = await add([pictured('0', '4'), pictured('c', '4', 1)], 'skip');
      expect(kept).toMatchObject({
        createdCount: 0,
        updatedCount: 1,
        duplicates: [{ index: 0, key: '0', of: 'c', isStored: false }],
      });
      const lost = await add([pictured('1', '3'), { ...bare, image: null, text: '三' }], 'skip');
      expect(lost).toMatchObject({ createdCount: 1, updatedCount: 1, duplicates: [] });
      // Nothing at all is left to store.
      expect(await add([pictured('h', '1')], 'skip')).toMatchObject({ items: [], createdCount: 0 });
      const other = await create();
      expect((await parts.index.upsert(other, spaceId, [pictured('a', '1')])).duplicates).toEqual([]);
    });

    it('knows the vectors of pictures that it has', async () => {
      const collection = await create();
      await upsert(collection, [pictured('a', '1', 1), pictured('b', '2', 2)]);
      const known = await parts.index.vectorsOfPictures(
        collection,
        ['1', '2', '3'].map((d) => d.repeat(64)),
      );
      expect([...known.keys()].sort()).toEqual(['1'.repeat(64), '2'.repeat(64)]);
      expect(known.get('2'.repeat(64))).toEqual(axis(2));
    });

    it('keeps the schema of metadata, and changes only what is given', async () => {
      const metadataSchema = { properties: { price: { type: 'number' } } };
      const { id, name } = await create({ metadataSchema });
      const changed = await parts.collections.update(id, { description: '图' });
      expect(changed).toMatchObject({ id, name, description: '图', metadataSchema });
      expect(await parts.collections.update(id, { metadataSchema: null })).toMatchObject({
        description: '图',
        metadataSchema: null,
      });
      expect(await parts.collections.find(name)).toMatchObject({ description: '图', metadataSchema: null });
    });

    it('stores nothing that was checked against another schema than it has now', async () => {
      const before = await create();
      const metadataSchema = { properties: { price: { type: 'number', maximum: 1e300, multipleOf: 0.01 } } };
      const now = await parts.collections.update(before.id, { metadataSchema });
      await expect(upsert(before, [entry('a', axis(0))])).rejects.toBeInstanceOf(CollectionChanged);
      expect(await parts.collections.countItems(before.id)).toBe(0);
      await upsert(now, [entry('a', axis(0))]);
      const described = await parts.collections.update(before.id, { description: '图' });
      expect((await upsert(now, [entry('a', axis(1))])).updatedCount).toBe(1);
      await parts.collections.update(before.id, { metadataSchema: null });
      await expect(upsert(described, [entry('b', axis(0))])).rejects.toBeInstanceOf(CollectionChanged);
    });

    it('lets nobody write items while a schema is compared with those there are', async () => {
      const collection = await create();
      const { writing } = await parts.collections.alone(collection.id, async (alone) => {
        const outcome = upsert(collection, [entry('a', axis(0))]).catch((error: unknown) => error);
        await new Promise((resolve) => setTimeout(resolve, 300));
        expect(await alone.countItems(collection.id)).toBe(0);
        await alone.update(collection.id, { metadataSchema: { required: ['price'] } });
        return { writing: outcome };
      });
      expect(await writing).toBeInstanceOf(CollectionChanged);
      const failed = parts.collections.alone(collection.id, async (alone) => {
        await alone.update(collection.id, { metadataSchema: null });
        throw new Error('unfit');
      });
      await expect(failed).rejects.toThrow('unfit');
      const kept = { metadataSchema: { required: ['price'] } };
      expect(await parts.collections.find(collection.name)).toMatchObject(kept);
    });

    it('creates, finds, lists and deletes collections', async () => {
      const created = await parts.collections.create({
        name: 'first',
        description: '图',
        modelName: 'm',
        spaceId,
        dimension,
      });
      expect(created).toMatchObject({ name: 'first', description: '图', modelName: 'm', spaceId, dimension });
      expect(created.createdAt).toBeInstanceOf(Date);
      expect(await parts.collections.find('first')).toEqual(created);
      expect(await parts.collections.findById(created.id)).toEqual(created);
      expect((await parts.collections.list()).map((collection) => collection.name)).toContain('first');
      expect(await parts.collections.delete('first')).toBe(true);
      expect(await parts.collections.delete('first')).toBe(false);
      expect(await parts.collections.find('first')).toBeUndefined();
    });

    it('refuses a name that is taken', async () => {
      const { name: taken } = await create();
      const again = parts.collections.create({
        name: taken,
        description: null,
        modelName: 'm',
        spaceId,
        dimension,
      });
      await expect(again).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    });

    it('knows no collection or item by an id that is none', async () => {
      expect(await parts.collections.findById('nonsense')).toBeUndefined();
      expect(await parts.collections.findItem("1'; drop table items")).toBeUndefined();
      expect(await parts.index.vectorOf(await create(), '-1', 'image')).toBeUndefined();
    });

    it('stores items with their vectors, and replaces them whole', async () => {
      const collection = await create();
      const first = await upsert(collection, [entry('一', axis(0), axis(1)), entry('b', axis(2))]);
      expect([first.createdCount, first.updatedCount, first.items.map(({ key }) => key)]).toEqual([
        2,
        0,
        ['一', 'b'],
      ]);
      const [item] = first.items;
      expect(await parts.collections.findItem(item!.id)).toEqual(item);
      expect(item).toMatchObject({
        text: '一',
        metadata: { tags: ['雨', '一'] },
        image: { width: 3, height: 2, sizeBytes: 70 },
      });
      expect(await parts.index.vectorOf(collection, item!.id, 'text')).toEqual(axis(1));
      const second = await upsert(collection, [entry('一', axis(3))]);
      expect([second.createdCount, second.updatedCount, second.items[0]!.id]).toEqual([0, 1, item!.id]);
      expect(await parts.index.vectorOf(collection, item!.id, 'image')).toEqual(axis(3));
      expect(await parts.index.vectorOf(collection, item!.id, 'text')).toBeUndefined();
      expect(await parts.collections.countItems(collection.id)).toBe(2);
      expect((await parts.collections.findItemByKey(collection.id, '一'))?.text).toBeNull();
    });

    it('lets the last of two equal keys win', async () => {
      const collection = await create();
      const given = [entry('x', axis(0)), entry('y', axis(2)), entry('x', axis(1))];
      const { items, createdCount, updatedCount } = await upsert(collection, given);
      expect([createdCount, updatedCount, items.map(({ key }) => key)]).toEqual([2, 1, ['y', 'x']]);
      expect(await parts.index.vectorOf(collection, items[1]!.id, 'image')).toEqual(axis(1));
      expect(await parts.collections.findItemByKey(collection.id, 'x')).toEqual(items[1]);
    });

    it.each(['store', 'skip'] as const)(
      'counts every entry of batches with repeated keys and pictures, and keeps the last of each: %s',
      async (policy) => {
        const collection = await create();
        const lastByKey = new Map<string, IndexEntry>();
        let created = 0;
        const below = (count: number) => Math.floor(random() * count);
        for (let batch = 0; batch < 12; batch++) {
          const entries = Array.from({ length: 1 + below(20) }, (_, i): IndexEntry => {
            const number = batch * 100 + i;
            const given = pictured(`k${below(12)}`, below(16).toString(16), number % dimension);
            return { ...given, text: null, metadata: { number } };
          });
          const stored = await parts.index.upsert(collection, spaceId, entries, policy);
          const skipped = stored.duplicates.filter(({ isStored }) => !isStored);
          expect(stored.createdCount + stored.updatedCount + skipped.length).toBe(entries.length);
          for (const { index, key } of stored.duplicates) expect(entries[index]!.key).toBe(key);
          const leftOut = new Set(skipped.map(({ index }) => index));
          for (const [i, each] of entries.entries()) if (!leftOut.has(i)) lastByKey.set(each.key, each);
          created += stored.createdCount;
          expect(created).toBe(lastByKey.size);
        }
        const { nodes } = await parts.collections.listItems(collection.id, 100);
        const contents = new Map(nodes.map(({ key, image, metadata }) => [key, { image, metadata }]));
        const wanted = [...lastByKey.values()].map(({ key, image, metadata }) => [key, { image, metadata }]);
        expect(contents).toEqual(new Map(wanted as never));
        for (const { id, key } of nodes)
          expect(await parts.index.vectorOf(collection, id, 'image')).toEqual(
            lastByKey.get(key)!.vectors.image,
          );
      },
    );

    it('removes items and their vectors', async () => {
      const collection = await create();
      const { items } = await upsert(collection, [entry('a', axis(0)), entry('b', axis(1))]);
      expect(await parts.index.remove(collection, ['a', 'none'])).toBe(1);
      expect(await parts.collections.findItem(items[0]!.id)).toBeUndefined();
      expect(keysOf((await nearest(collection, {})).nodes)).toEqual(['b']);
    });

    it('ranks by cosine, against pictures or texts', async () => {
      const collection = await create();
      const between = normalise(Float32Array.from(axis(0), (value, i) => value + axis(1)[i]!));
      await upsert(collection, [
        entry('far', axis(2), axis(0)),
        entry('same', axis(0)),
        entry('near', between, axis(1)),
      ]);
      const byPicture = await nearest(collection, {});
      expect(keysOf(byPicture.nodes)).toEqual(['same', 'near', 'far']);
      expect(byPicture.nodes.map(({ score }) => score)).toBeAllClose([1, Math.SQRT1_2, 0], { atol: 1e-6 });
      expect(byPicture.nodes.map(({ rank }) => rank)).toEqual([1, 2, 3]);
      expect(keysOf((await nearest(collection, { against: 'text' })).nodes)).toEqual(['far', 'near']);
    });

    it('leaves the excluded item out', async () => {
      const collection = await create();
      const { items } = await upsert(collection, [
        entry('a', axis(0)),
        entry('b', axis(0)),
        entry('c', axis(1)),
      ]);
      expect(keysOf((await nearest(collection, { excludeItemIds: [items[0]!.id] })).nodes)).toEqual([
        'b',
        'c',
      ]);
    });

    it('walks a ranking page by page, every item once, ties by item id', async () => {
      const collection = await create();
      const { items } = await upsert(
        collection,
        Array.from({ length: 25 }, (_, i) => entry(`k${i}`, axis(Math.floor(i / 10)))),
      );
      const walked: Hit[] = [];
      for (let hasNextPage = true; hasNextPage; ) {
        const last = walked.at(-1);
        const after = last && { score: last.score, itemId: last.item.id, rank: last.rank };
        const page = await nearest(collection, { first: 7, ...(after === undefined ? {} : { after }) });
        walked.push(...page.nodes);
        hasNextPage = page.hasNextPage;
      }
      expect(walked.map(({ item }) => item.id)).toEqual(items.map(({ id }) => id));
      expect(walked.map(({ rank }) => rank)).toEqual(items.map((_, i) => i + 1));
    });

    it('never mixes embedding spaces or dimensions', async () => {
      const collection = await create();
      const other = 'b'.repeat(32);
      await expect(parts.index.upsert(collection, other, [entry('a', axis(0))])).rejects.toMatchObject({
        code: 'SPACE_MISMATCH',
      });
      await expect(upsert(collection, [entry('a', new Float32Array(8).fill(1))])).rejects.toMatchObject({
        code: 'SPACE_MISMATCH',
      });
      await expect(nearest(collection, { spaceId: other })).rejects.toMatchObject({ code: 'SPACE_MISMATCH' });
      await expect(nearest(collection, { vector: new Float32Array(8) })).rejects.toMatchObject({
        code: 'SPACE_MISMATCH',
      });
      expect(await parts.collections.countItems(collection.id)).toBe(0);
    });

    it('stores all of a batch or nothing', async () => {
      const collection = await create();
      const broken = new Float32Array(dimension).fill(Number.NaN);
      await expect(upsert(collection, [entry('good', axis(0)), entry('bad', broken)])).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
      expect(await parts.collections.countItems(collection.id)).toBe(0);
    });

    it('refuses a vector without direction and a position that no page gave', async () => {
      const collection = await create();
      const zero = new Float32Array(dimension);
      await expect(upsert(collection, [entry('zero', zero)])).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
      await expect(nearest(collection, { vector: zero })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
      const after = { score: 0.5, itemId: 'forged', rank: 1 };
      await expect(nearest(collection, { after })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    });

    it('says so when the collection was deleted meanwhile', async () => {
      const collection = await create();
      await parts.collections.delete(collection.name);
      await expect(upsert(collection, [entry('a', axis(0))])).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(nearest(collection, {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('answers no query for a revision that the collection no longer has', async () => {
      const collection = await create();
      const { items } = await upsert(collection, [entry('a', axis(0), axis(0))]);
      const { revision } = (await parts.collections.find(collection.name))!;
      const matching = { first: 1, terms: [['a']], revision };
      const fused = { ...matching, fusion: 'rrf', vectorWeight: 0.5 } as const;
      const vectors = nearestQuery(collection, { vector: axis(0), revision });
      const queries = [
        () => parts.index.nearest(collection, vectors),
        () => parts.index.matching(collection, matching),
        () => parts.index.fused(collection, { ...vectors, ...fused }),
      ];
      for (const query of queries) expect(keysOf((await query()).nodes)).toEqual(['a']);
      // Nothing found is no change.
      const without = { ...vectors, excludeItemIds: [items[0]!.id] };
      expect((await parts.index.nearest(collection, without)).nodes).toEqual([]);
      await upsert(collection, [entry('b', axis(1))]);
      expect((await parts.collections.find(collection.name))!.revision).toBe(revision);

      await parts.collections.update(collection.id, { description: 'changed' });
      for (const query of queries) await expect(query()).rejects.toBeInstanceOf(CollectionChanged);
    });

    it('lets writers with the same keys, new and deleted collections go on beside each other', async () => {
      const collection = await create();
      const keys = Array.from({ length: 60 }, (_, i) => `k${i}`);
      const entries = (order: readonly string[]) => order.map((key, i) => entry(key, axis(i % dimension)));
      const doomed = await Promise.all(Array.from({ length: 4 }, () => create()));
      await Promise.all([
        ...Array.from({ length: 8 }, (_, i) =>
          upsert(collection, entries(i % 2 === 0 ? keys : keys.toReversed())),
        ),
        ...Array.from({ length: 4 }, () => create()),
        ...doomed.map(({ name: doomedName }) => parts.collections.delete(doomedName)),
      ]);
      expect(await parts.collections.countItems(collection.id)).toBe(60);
    });

    it('takes vectors of 2,000 dimensions', async () => {
      const collection = await create({ spaceId: 'd'.repeat(32), dimension: 2000 });
      const vector = randomUnit(2000);
      const { items } = await upsert(collection, [entry('long', vector, vector)]);
      expect(await parts.index.vectorOf(collection, items[0]!.id, 'text')).toEqual(vector);
      expect(keysOf((await nearest(collection, { vector })).nodes)).toEqual(['long']);
    });

    it('keeps collections apart', async () => {
      const [a, b] = [await create(), await create({ spaceId: 'c'.repeat(32), dimension: 4 })];
      await upsert(a, [entry('a', axis(0))]);
      await upsert(b, [entry('b', Float32Array.of(1, 0, 0, 0))]);
      expect(keysOf((await nearest(a, {})).nodes)).toEqual(['a']);
      expect(keysOf((await nearest(b, { vector: Float32Array.of(1, 0, 0, 0) })).nodes)).toEqual(['b']);
    });

    it('finds at least 98 % of the true ten nearest of 2,000, and a full page', async () => {
      const collection = await create();
      const centres = Array.from({ length: 20 }, () => randomUnit());
      const around = (centre: Float32Array) =>
        normalise(centre.map((value) => value + 0.3 * (random() - 0.5)));
      const vectors = Array.from({ length: 2000 }, (_, i) => around(centres[i % 20]!));
      for (let i = 0; i < 2000; i += 500) {
        await upsert(
          collection,
          vectors.slice(i, i + 500).map((vector, j) => entry(`k${i + j}`, vector)),
        );
      }
      let found = 0;
      for (let q = 0; q < 30; q++) {
        const vector = around(centres[q % 20]!);
        const truth = vectors
          .map((v, i) => ({ key: `k${i}`, score: dot(v, vector) }))
          .sort((x, y) => y.score - x.score);
        const expected = new Set(truth.slice(0, 10).map(({ key }) => key));
        const approximate = keysOf((await nearest(collection, { vector })).nodes);
        expect(approximate).toHaveLength(10);
        found += approximate.filter((key) => expected.has(key)).length;
        const exact = (await nearest(collection, { vector, plan: { kind: 'exact' } })).nodes.map(
          ({ score }) => score,
        );
        expect(exact).toBeAllClose(
          truth.slice(0, 10).map(({ score }) => score),
          { atol: 1e-5 },
        );
      }
      expect(found / 300).toBeGreaterThanOrEqual(0.98);
    });
  });
}
