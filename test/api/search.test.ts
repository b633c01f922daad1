import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { homeWithGallery } from '../support/home-template.ts';
import { hasStarter, startTuwen, type TuwenProcess } from '../support/tuwen-process.ts';

// biome-ignore lint/suspicious/noExplicitAny: the shape of an answer is what the assertions are about
type Data = any;

const document = `query ($query: SearchInput!, $filter: ItemFilter, $first: Int! = 10, $after: String) {
  search(collection: "emoji", query: $query, filter: $filter, first: $first, after: $after) {
    plan underfilled
    pageInfo { hasNextPage endCursor }
    tokenizations { text tokens unknownCount truncated }
    keywords { terms leftOut }
    edges { score rank node { id text metadata } parts { kind index weight score rank contribution } }
  }
}`;

describe.skipIf(!hasStarter)('searching the bundled drawings over HTTP', () => {
  let tuwen: TuwenProcess;

  beforeAll(async () => {
    tuwen = await startTuwen(60_000, {}, await homeWithGallery());
  }, 360_000);
  afterAll(() => tuwen?.stop());

  async function ask(variables: Record<string, unknown>, query = document): Promise<Data> {
    const response = await fetch(`${tuwen.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return response.json();
  }
  const search = async (variables: Record<string, unknown>): Promise<Data> => {
    const { data, errors } = await ask(variables);
    expect(errors).toBeUndefined();
    return data.search;
  };
  const texts = ({ edges }: Data): string[] => edges.map(({ node }: Data) => node.text);

  it('tells which fields filters can name', async () => {
    const { data } = await ask({}, '{ collection(name: "emoji") { metadataFields { path types } } }');
    expect(data.collection.metadataFields).toEqual(
      expect.arrayContaining([
        { path: 'group', types: ['TEXT'] },
        { path: 'tags', types: ['LIST'] },
      ]),
    );
  });

  it('filters by group', async () => {
    const filter = { text: { field: 'group', eq: '食物与饮料' } };
    const { edges, plan } = await search({ query: { text: '苹果' }, filter });
    expect(edges).toHaveLength(10);
    expect(new Set(edges.map(({ node }: Data) => node.metadata.group))).toEqual(new Set(['食物与饮料']));
    expect(['EXACT', 'APPROXIMATE']).toContain(plan);
  });

  it('finds by Chinese words', async () => {
    const found = await search({ query: { keywords: '苹果' } });
    expect(found.plan).toBeNull();
    for (const { node } of found.edges) {
      expect(JSON.stringify([node.text, node.metadata])).toContain('苹果');
    }
    expect(found.edges.length).toBeGreaterThanOrEqual(2);
  });

  it('ranks by words what has few others first, and tells what each way adds', async () => {
    const { edges } = await search({ query: { keywords: '脸' }, first: 100 });
    const scores = edges.map(({ score }: Data) => score);
    expect(new Set(scores).size).toBeGreaterThan(3);
    expect(scores).toEqual(scores.toSorted((a: number, b: number) => b - a));
    const found = await search({ query: { hybrid: { keywords: '脸' } } });
    expect(found.keywords).toEqual({ terms: [['脸']], leftOut: [] });
    for (const { score, parts } of found.edges) {
      expect(parts).toHaveLength(2);
      expect(parts[0].contribution + parts[1].contribution).toBeCloseTo(score, 12);
    }
  });

  it('fuses words with vectors, both of the text that was read', async () => {
    const found = await search({ query: { hybrid: { keywords: '红苹果' } } });
    expect(texts(found)[0]).toContain('苹果');
    expect(found.tokenizations).toMatchObject([{ text: '红苹果', unknownCount: 0, truncated: false }]);
    expect(found.edges[0].parts.map(({ kind }: Data) => kind)).toEqual(['VECTOR', 'KEYWORDS']);
  });

  it('moves a picture away from a text', async () => {
    const umbrella = (await search({ query: { text: '雨伞' } })).edges[0].node;
    const cosineTo = async (weight: number) => {
      const mix = [{ query: { itemId: umbrella.id } }, { query: { text: '雨' }, weight }];
      const { edges } = await search({ query: { mix } });
      expect(edges.map(({ node }: Data) => node.id)).not.toContain(umbrella.id);
      const rain = edges.map(({ parts }: Data) => parts[1].score);
      return rain.reduce((sum: number, score: number) => sum + score, 0) / rain.length;
    };
    expect(await cosineTo(-1)).toBeLessThan(await cosineTo(1));
  });

  it('pages through a hybrid ranking without repeating anything', async () => {
    const query = { hybrid: { keywords: '脸', fusion: 'WEIGHTED', vectorWeight: 0.7 } };
    const seen: string[] = [];
    for (let after: string | null = null; seen.length < 60; ) {
      const { edges, pageInfo }: Data = await search({ query, first: 20, after });
      seen.push(...edges.map(({ node }: Data) => node.id));
      after = pageInfo.endCursor;
    }
    expect(new Set(seen).size).toBe(60);
  });

  it('says why there are few hits, and what is wrong with a filter', async () => {
    const rare = await search({
      query: { text: '苹果' },
      filter: { text: { field: 'label', eq: '红苹果' } },
    });
    expect([rare.edges.length, rare.underfilled]).toEqual([1, 'FEWER_MATCHES']);
    const { errors } = await ask({ query: { text: '苹果' }, filter: { number: { field: 'group', gt: 3 } } });
    expect(errors[0]).toMatchObject({
      message: expect.stringContaining('never a number'),
      extensions: { code: 'INVALID_INPUT' },
    });
  });

  it('refuses whole numbers that it would change, be they written into the document or sent beside it', async () => {
    const id = '1234567890123456789';
    const literal = `{ search(collection: "emoji", query: { text: "苹果" }, filter: { number: { field: "group", eq: ${id} } }) { underfilled } }`;
    const filter = { number: { field: 'group', in: [1, Number(id)] } };
    const add = `mutation { addItems(input: { collection: "emoji", items: [{ key: "x", text: "x", metadata: { sku: ${id} } }] }) {
      items { id } rejected { message } } }`;
    const filters = [await ask({}, literal), await ask({ query: { text: '苹果' }, filter })];
    for (const { errors } of filters)
      expect(errors[0]).toMatchObject({
        message: expect.stringContaining('is a whole number beyond ±9007199254740991'),
        extensions: { code: 'INVALID_INPUT' },
      });
    const { items, rejected } = (await ask({}, add)).data.addItems;
    expect([items, rejected]).toMatchObject([
      [],
      [{ message: expect.stringContaining('metadata field sku') }],
    ]);
  });

  it('builds a graph of halves, measures it, and goes on finding the same', async () => {
    const found = async () => texts(await search({ query: { text: '红苹果' } }));
    const before = await found();
    const shown = `index { kind m efSearch sizeBytes build { id } recall { recallAt10 queries } }`;
    const start = `mutation ($index: IndexInput!) {
      startIndexBuild(input: { collection: "emoji", index: $index }) { id kind state }
    }`;
    const { data } = await ask({ index: { kind: 'HNSW_HALF', m: 24 } }, start);
    expect(data.startIndexBuild).toMatchObject({ kind: 'index-build' });
    const job = `{ job(id: ${data.startIndexBuild.id}) { state error { message } } collection(name: "emoji") { ${shown} } }`;
    const now = await vi.waitFor(
      async () => {
        const answer = (await ask({}, job)).data;
        expect(answer.job).toMatchObject({ state: 'SUCCEEDED', error: null });
        return answer;
      },
      { timeout: 60_000, interval: 200 },
    );
    const { index } = now.collection;
    expect(index).toMatchObject({
      kind: 'HNSW_HALF',
      m: 24,
      efSearch: 200,
      build: null,
      recall: { queries: expect.any(Number) },
    });
    expect(index.sizeBytes).toBeGreaterThan(1_000);
    expect(index.recall.recallAt10).toBeGreaterThanOrEqual(0.98);
    expect(await found()).toEqual(before);
    const refused = await ask({ index: { m: 1 } }, start);
    expect(refused.errors[0]).toMatchObject({
      message: expect.stringContaining('4 to 64'),
      extensions: { code: 'INVALID_INPUT' },
    });
  }, 90_000);

  it('explains a search', async () => {
    const explain = `{ explainSearch(collection: "emoji", query: { text: "红苹果" }) { plan candidates statement explain } }`;
    const { explainSearch } = (await ask({}, explain)).data;
    expect(explainSearch).toMatchObject({
      plan: 'APPROXIMATE',
      candidates: null,
      explain: { 'Execution Time': expect.any(Number) },
    });
    expect(explainSearch.statement).toMatch(/^select items\.id/);
  });
});
