import { expect, it } from 'vitest';
import { NearDuplicates } from '../../../core/search/duplicates/near-duplicates.ts';
import { FakeCollections } from '../../support/fake-collections.ts';
import { FakeNearPairs } from '../../support/fake-near-pairs.ts';
import { addGallery, testServer } from '../../support/test-server.ts';

const query = `query ($c: String!, $min: Float!, $after: String) {
  duplicates(collection: $c, minScore: $min, first: 1, after: $after) {
    nodes { score size members { score item { key } } }
    pageInfo { endCursor hasNextPage } coveredItems totalItems isComplete isExact
  }
}`;

it('are asked for over GraphQL', async () => {
  const server = await testServer();
  await addGallery(server);
  const { data } = await server.graphql(query, { c: 'gallery', min: 0.55 });
  expect(data.duplicates).toMatchObject({
    nodes: [{ score: expect.closeTo(0.8), size: 3 }],
    pageInfo: { hasNextPage: false },
    coveredItems: 4,
    totalItems: 4,
    isComplete: true,
    isExact: true,
  });
  const [{ members }] = data.duplicates.nodes;
  expect(members.map(({ item }: { item: { key: string } }) => item.key).sort()).toEqual(['p0', 'p1', 'p2']);
  expect((await server.graphql(query, { c: 'gallery', min: 0.95 })).data.duplicates.nodes).toEqual([]);
  for (const wrong of [{ c: 'none' }, { min: 0.2 }, { min: 1.5 }, { after: 'x' }]) {
    const answer = await server.graphql(query, { c: 'gallery', min: 0.9, ...wrong });
    expect(answer.errors[0]!.extensions['code']).toMatch(/NOT_FOUND|INVALID_INPUT/);
  }
});

it('go on with every request, tell how far they are, and are looked for anew after ten minutes', async () => {
  const collections = new FakeCollections();
  const space = { modelName: 'm', spaceId: 's', dimension: 2 };
  const collection = await collections.create({ name: 'c', description: null, ...space });
  const entries = Array.from({ length: 250 }, (_, i) => ({
    key: `${i}`,
    text: 't',
    image: null,
    metadata: {},
    vectors: { text: Float32Array.of(Math.cos(i / 300), Math.sin(i / 300)) },
  }));
  await collections.upsert(collection, 's', entries);
  const nearPairs = new FakeNearPairs(collections);
  let now = 0;
  const finder = new NearDuplicates({
    collections,
    nearPairs,
    clock: { now: () => new Date(now) },
    // One step for each request.
    budgetMs: Number.MIN_VALUE,
  });
  const ask = async () => {
    const page = await finder.find({ collection: 'c', minScore: 0.999999, against: 'text', first: 5 });
    return [page.covered, page.isComplete, page.total];
  };
  expect(await ask()).toEqual([100, false, 250]);
  expect(await ask()).toEqual([200, false, 250]);
  expect(await ask()).toEqual([250, true, 250]);
  expect(await ask()).toEqual([250, true, 250]);
  expect(nearPairs.looked).toBe(250);
  now = 11 * 60 * 1000;
  expect(await ask()).toEqual([100, false, 250]);
});
