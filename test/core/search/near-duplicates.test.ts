import { expect, it, onTestFinished } from 'vitest';
import { OnnxPairSearch } from '../../../adapters/onnx/onnx-pair-search.ts';
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
    openSearch: () => OnnxPairSearch.open(1),
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

it('compare in blocks what is neither small nor huge, two at a time', async () => {
  const collections = new FakeCollections();
  const space = { modelName: 'm', spaceId: 's', dimension: 2 };
  await collections.create({ name: 'c', description: null, ...space });
  // Two of each direction, on a quarter of a circle.
  const angles = Array.from({ length: 2_200 }, (_, i) => (i % 1_100) / 700);
  const rows = {
    ids: angles.map((_, i) => `${i + 1}`),
    values: Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)])),
  };
  const nearPairs = new FakeNearPairs(collections);
  nearPairs.countVectors = async () => angles.length;
  nearPairs.vectors = async () => rows;
  const search = await OnnxPairSearch.open(1);
  onTestFinished(() => search.close());
  let asked = 0;
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const finder = new NearDuplicates({
    collections,
    nearPairs,
    openSearch: async () => {
      asked++;
      await opened;
      return { near: search.near.bind(search), close: async () => undefined };
    },
    clock: { now: () => new Date(0) },
  });
  const ask = (minScore: number) => finder.find({ collection: 'c', minScore, against: 'text', first: 5 });
  const running = [ask(1), ask(0.9999999)];
  await expect.poll(() => asked).toBe(2);
  await expect(ask(0.99)).rejects.toMatchObject({ code: 'OVERLOADED' });
  open();
  const [one] = await Promise.all(running);
  expect(one).toMatchObject({
    covered: 2_200,
    total: 2_200,
    isComplete: true,
    isExact: true,
    hasNextPage: true,
  });
  expect(one!.groups.map(({ score, size }) => [score, size])).toEqual(Array(5).fill([1, 2]));
  expect(await ask(0.99)).toMatchObject({ isComplete: true, hasNextPage: false });
  expect(nearPairs.looked).toBe(0);
});
