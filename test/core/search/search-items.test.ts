import { beforeEach, describe, expect, it } from 'vitest';
import type { FusedQuery, Item } from '../../../core/ports/collections.ts';
import type { ApproximatePlan } from '../../../core/search/plan-search.ts';
import type { SearchQuery, SearchRequest, SearchResult } from '../../../core/search/search-items.ts';
import { badPicture, FakeModel, picture } from '../../support/fake-model.ts';
import { fakeServices } from '../../support/fake-services.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let services: ReturnType<typeof fakeServices>;
let items: readonly Item[];

beforeEach(async () => {
  services = fakeServices(temporaryFolder());
  const collection = { description: null, modelName: 'fake', spaceId: 'space-a', dimension: 4 };
  await services.collections.create({ ...collection, name: 'gallery' });
  const vectors = [
    [1, 0, 0, 0],
    [0.6, 0.8, 0, 0],
    [0, 1, 0, 0],
  ] as const;
  const added = await services.addItems.add('gallery', [
    ...vectors.map((vector, i) => ({
      key: `p${i}`,
      image: { bytes: picture(...vector) },
      text: null,
      metadata: {},
    })),
    { key: 't', image: null, text: '[0,0,1,0]', metadata: {} },
  ]);
  items = added.items;
});

function search(query: SearchQuery, changes: Partial<SearchRequest> = {}): Promise<SearchResult> {
  return services.searchItems.search({
    collection: 'gallery',
    query,
    against: 'image',
    first: 10,
    ...changes,
  });
}

const keys = ({ hits }: SearchResult): string[] => hits.map(({ item }) => item.key);

describe('SearchItems', () => {
  it('ranks pictures by their cosine to a text, and shows how the text was read', async () => {
    const result = await search({ text: '[3,4,0,0]' });
    expect(keys(result)).toEqual(['p1', 'p2', 'p0']);
    expect(result.hits.map(({ rank }) => rank)).toEqual([1, 2, 3]);
    expect(result.hits.map(({ score }) => score)).toBeAllClose([1, 0.8, 0.6], { atol: 1e-6 });
    expect(result.tokenizations).toMatchObject([{ text: '[3,4,0,0]', pieceCount: 9 }]);
  });

  it('puts an exact answer in the place of an approximate one that is short', async () => {
    const { collections } = services;
    const nearest = collections.nearest.bind(collections);
    const plans: string[] = [];
    collections.nearest = async (collection, query) => {
      plans.push(query.plan.kind);
      const page = await nearest(collection, query);
      if (query.plan.kind === 'exact') return page;
      return { ...page, nodes: page.nodes.slice(0, 1), hasNextPage: false, isWhole: query.first === 1 };
    };
    const result = await search({ text: '[3,4,0,0]' }, { first: 2 });
    expect([plans, result.plan, keys(result)]).toEqual([['approximate', 'exact'], 'exact', ['p1', 'p2']]);
    expect((await search({ text: '[3,4,0,0]' }, { first: 1 })).plan).toBe('approximate');
  });

  it('plans every page of a hybrid ranking alike', async () => {
    const depths: number[] = [];
    const hit = { item: items[0]!, score: 1, rank: 150, parts: [], newestItemId: '9' };
    Object.assign(services.collections, {
      fieldTypes: async () => new Map([['lang', new Set(['text'])]]),
      estimate: async () => ({ vectorCount: 1_000_000, selectivity: 0.5 }),
      fused: async (_: unknown, { plan }: FusedQuery) => {
        depths.push((plan as ApproximatePlan).passing!);
        return { nodes: [hit], hasNextPage: true, isWhole: true, isCut: false };
      },
    });
    const by = { vector: Float32Array.of(1, 0, 0, 0) };
    const query = { hybrid: { keywords: 'x', by, fusion: 'rrf', vectorWeight: 0.5 } } as const;
    const request = { first: 1, filter: { exists: 'lang' } };
    const { hits } = await search(query, request);
    await search(query, { ...request, after: hits[0]!.cursor });
    expect(depths).toEqual([402, 402]);
  });

  it('ranks by a picture', async () => {
    const result = await search({ image: { bytes: picture(0, 2, 0, 0) } });
    expect(keys(result)).toEqual(['p2', 'p1', 'p0']);
    expect(result.tokenizations).toEqual([]);
  });

  it('ranks by a stored picture, without that item', async () => {
    expect(keys(await search({ itemId: items[0]!.id }))).toEqual(['p1', 'p2']);
    expect(services.model.imageCalls).toHaveLength(1); // Only when they were added.
  });

  it("ranks by an item's text when it has no picture", async () => {
    const result = await search({ itemId: items[3]!.id });
    expect(result.hits.map(({ score }) => score)).toEqual([0, 0, 0]);
  });

  it('ranks by a vector of any length', async () => {
    const result = await search({ vector: Float32Array.of(0, 500, 0, 0) });
    expect(keys(result)).toEqual(['p2', 'p1', 'p0']);
    expect(result.hits[0]!.score).toBe(1);
  });

  it('compares with texts when asked to', async () => {
    const result = await search({ vector: Float32Array.of(0, 0, 1, 0) }, { against: 'text' });
    expect(keys(result)).toEqual(['t']);
  });

  it('goes on after a cursor', async () => {
    const first = await search({ text: '[3,4,0,0]' }, { first: 2 });
    expect(first).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const after = first.hits[1]!.cursor;
    const second = await search({ text: '[3,4,0,0]' }, { first: 2, after });
    expect(keys(second)).toEqual(['p0']);
    expect(second).toMatchObject({ hasNextPage: false, hasPreviousPage: true, hits: [{ rank: 3 }] });
  });

  it('takes a cursor for a place in its own ranking only, however many are asked for', async () => {
    const query = { image: { bytes: picture(3, 4, 0, 0) } };
    const after = (await search(query, { first: 1 })).hits[0]!.cursor;
    expect(keys(await search(query, { first: 1, after, exact: true }))).toEqual(['p2']);
    const others: [SearchQuery, Partial<SearchRequest>?][] = [
      [{ image: { bytes: picture(3, 4, 0, 1) } }],
      [{ text: '[3,4,0,0]' }],
      [{ vector: Float32Array.of(3, 4, 0, 0) }],
      [{ keywords: 'x' }],
      [query, { against: 'text' }],
      [query, { filter: { exists: 'lang' } }],
    ];
    for (const [other, changes] of others)
      await expect(search(other, { after, ...changes })).rejects.toThrow(
        'The cursor is of another search, or of the model before. Ask for the first page',
      );
  });

  it.each([
    ['a vector of another dimension', { vector: Float32Array.of(1, 0) }],
    ['a vector of zeros', { vector: new Float32Array(4) }],
    ['a vector with NaN', { vector: Float32Array.of(1, Number.NaN, 0, 0) }],
    ['a vector with Infinity', { vector: Float32Array.of(1, Number.POSITIVE_INFINITY, 0, 0) }],
    ['an empty text', { text: ' ' }],
  ])('refuses %s', async (_, query) => {
    await expect(search(query)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('says what it does not know', async () => {
    await expect(search({ text: 'x' }, { collection: 'nowhere' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(search({ itemId: 'nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(search({ image: { itemId: items[3]!.id } })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await expect(search({ image: { bytes: badPicture } })).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
    });
    await expect(search({ text: 'x' }, { after: 'nonsense' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('does not compare across spaces', async () => {
    services.models.models[0] = new FakeModel({ spaceId: 'space-b' });
    await expect(search({ text: 'x' })).rejects.toMatchObject({ code: 'SPACE_MISMATCH' });
    const other = { name: 'other', description: null, modelName: 'fake', spaceId: 'space-b', dimension: 4 };
    await services.collections.create(other);
    await expect(search({ itemId: items[0]!.id }, { collection: 'other' })).rejects.toMatchObject({
      code: 'SPACE_MISMATCH',
    });
  });
});
