import { expect, it, onTestFinished, vi } from 'vitest';
import { addGallery, testServer } from '../support/test-server.ts';

const asked = `query ($threshold: Float! = 0.5) {
  search(collection: "gallery", query: { text: "[1,0,0,0]" }) {
    nothingMatches(threshold: $threshold) relevanceUnavailable edges { relevance }
  }
  collection(name: "gallery") {
    relevance { estimatedAt itemCount changedItems isDue job { kind } backgrounds { query against queries median spread slope intercept answeredQueries } }
  }
}`;

it('tells relevance, why there is none, and how it was estimated; estimates on request', async () => {
  const server = await testServer();
  await addGallery(server);
  const pictures = Array.from({ length: 40 }, (_, i) => ({
    key: `more${i}`,
    image: {
      base64: Buffer.from(JSON.stringify([0, Math.sin(i), Math.cos(i), Math.sin(2 * i)])).toString('base64'),
    },
  }));
  await server.graphql(
    'mutation ($items: [ItemInput!]!) { addItems(input: { collection: "gallery", items: $items }) { createdCount } }',
    { items: pictures },
  );
  const estimate = 'mutation { estimateRelevance(collection: "gallery") { id kind } }';
  const { data } = await server.graphql(estimate);
  expect(data.estimateRelevance.kind).toBe('relevance');
  server.services.jobRunner.start();
  onTestFinished(() => server.services.jobRunner.stop());
  await vi.waitFor(
    async () => expect((await server.services.jobs.find(data.estimateRelevance.id))!.state).toBe('succeeded'),
    10_000,
  );
  const { search, collection } = (await server.graphql(asked)).data;
  expect(search).toMatchObject({ nothingMatches: false, relevanceUnavailable: null });
  expect(search.edges[0].relevance).toBeGreaterThan(0.9);
  expect(collection.relevance).toMatchObject({ itemCount: 45, isDue: false, job: { kind: 'relevance' } });
  expect(collection.relevance.backgrounds).toMatchObject([
    { query: 'IMAGE', against: 'IMAGE', queries: 44, answeredQueries: 0, slope: 0.8, intercept: -0.35 },
    { query: 'TEXT', against: 'IMAGE', queries: 80 },
  ]);
  expect((await server.graphql(asked, { threshold: 1 })).data.search.nothingMatches).toBe(true);
  const [error] = (await server.graphql(asked, { threshold: 2 })).errors;
  expect(error).toMatchObject({
    message: expect.stringContaining('threshold'),
    extensions: { code: 'INVALID_INPUT' },
  });
});

it('says that nothing was estimated yet', async () => {
  const server = await testServer();
  await addGallery(server);
  const { search, collection } = (await server.graphql(asked)).data;
  expect(search).toMatchObject({ nothingMatches: null, relevanceUnavailable: 'NOT_ESTIMATED' });
  expect(search.edges[0].relevance).toBeNull();
  expect(collection.relevance).toMatchObject({
    estimatedAt: null,
    itemCount: null,
    isDue: true,
    backgrounds: [],
  });
  expect(
    (await server.graphql('mutation { estimateRelevance(collection: "nowhere") { id } }')).errors[0]!
      .extensions['code'],
  ).toBe('NOT_FOUND');
});
