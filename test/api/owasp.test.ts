/**
 * @file The points of OWASP's GraphQL Cheat Sheet, in its order, each against a server that asks for keys.
 * https://cheatsheetseries.owasp.org/cheatsheets/GraphQL_Cheat_Sheet.html
 */
import { createClient } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { PgvectorIndex } from '../../adapters/postgres/pgvector-index.ts';
import { PostgresCollectionStore } from '../../adapters/postgres/postgres-collection-store.ts';
import { PostgresDatasetRegistry } from '../../adapters/postgres/postgres-dataset-registry.ts';
import { PostgresJobStore } from '../../adapters/postgres/postgres-job-store.ts';
import { PostgresRelevanceStore } from '../../adapters/postgres/postgres-relevance-store.ts';
import { noUrlFetcher, PublicUrlFetcher } from '../../adapters/web/public-url-fetcher.ts';
import { Jobs } from '../../core/jobs/jobs.ts';
import { AddItems } from '../../core/search/add-items.ts';
import { ImageSource } from '../../core/search/image-source.ts';
import { SearchItems } from '../../core/search/search-items.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { FakeImageInspector } from '../support/fake-image-inspector.ts';
import { fakeServices } from '../support/fake-services.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { addGallery, testServer } from '../support/test-server.ts';

const adminKey = 'correct-horse-battery-staple';
const withAdmin = { authorization: `Bearer ${adminKey}` };
const by = { kind: 'local', subject: 'local', role: 'admin' } as const;

/** A server with a gallery, as someone with a reader's key sees it, over HTTP and over a websocket. */
async function guarded(changes: NonNullable<Parameters<typeof testServer>[0]> = {}) {
  const server = await testServer({ adminKey, ...changes });
  const { apiKeys } = { ...server.services, ...changes.services };
  const { itemIds } = await addGallery(server, withAdmin);
  const { token } = await apiKeys.create({ name: 'reader', role: 'reader' }, by);
  const headers = { authorization: `Bearer ${token}` };
  const ask = (query: string, variables = {}) => server.graphql(query, variables, headers);
  const subscribe = async (query: string, variables = {}) => {
    const client = createClient({
      url: `${server.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: headers,
      retryAttempts: 0,
    });
    onTestFinished(() => void client.dispose());
    return client.iterate({ query, variables }).next();
  };
  const post = (body: string, own = {}) =>
    fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers, ...own },
      body,
    });
  return { ...server, ask, subscribe, post, headers, itemIds };
}

const repeat = (length: number, field: (i: number) => string) =>
  Array.from({ length }, (_, i) => field(i)).join(' ');

describe('input validation', () => {
  it.each([
    ['a text for a number', '{ search(collection: "gallery", query: { text: "a" }, first: "5") { plan } }'],
    [
      'a value that no enum has',
      '{ search(collection: "gallery", query: { text: "a" }, against: SOUND) { plan } }',
    ],
    [
      'two things where one is asked for',
      '{ search(collection: "gallery", query: { text: "a", itemId: 1 }) { plan } }',
    ],
    ['none', '{ search(collection: "gallery", query: {}) { plan } }'],
    ['a field that no input has', '{ embedImages(images: [{ path: "/etc/passwd" }]) { dimension } }'],
    ['an argument left out', '{ search(collection: "gallery") { plan } }'],
    ['a picture written into the document', '{ embedImages(images: [{ base64: "AAAA" }]) { dimension } }'],
  ])('refuses %s before anything runs', async (_, query) => {
    const { ask } = await guarded();
    expect(await ask(query)).toMatchObject({ status: 400, data: undefined });
  });
});

/** The fakes' services, with everything that speaks SQL on a real database. */
function onDatabase(sql: SqlClient) {
  const base = fakeServices(temporaryFolder());
  const [collections, index] = [new PostgresCollectionStore(sql), new PgvectorIndex(sql)];
  const parts = { ...base, collections, index, inspector: new FakeImageInspector(), urls: noUrlFetcher };
  const stores = { ...parts, images: new ImageSource(parts) };
  return {
    ...stores,
    addItems: new AddItems(stores),
    searchItems: new SearchItems({ ...stores, relevances: { find: async () => undefined } }),
    relevanceStore: new PostgresRelevanceStore(sql),
    registry: new PostgresDatasetRegistry(sql),
    jobs: new Jobs({ store: new PostgresJobStore(sql), handlers: [], onQueued: () => undefined }),
  };
}

for (const { name, open, isMissing } of databases) {
  describe.skipIf(isMissing)(`injection: ${name}`, () => {
    let database: TestDatabase;
    beforeEach(async () => {
      database = await open();
    }, 60_000);
    afterEach(() => database?.close());

    it('finds nothing to do in hostile names, keys, cursors, fields and words', async () => {
      const { ask } = await guarded({ services: onDatabase(database.sql) });
      const query = `query ($t: String!, $id: ID!) {
        collection(name: $t) { name } item(id: $id) { key } job(id: $id) { id } dataset(name: $t) { name }
        byKey: collection(name: "gallery") { item(key: $t) { key } }
        page: collection(name: "gallery") { items(first: 1, after: $t) { nodes { key } } }
        words: search(collection: "gallery", query: { keywords: $t }) { nodes { key } }
        field: search(collection: "gallery", query: { text: "[1,0,0,0]" }, filter: { text: { field: $t, eq: "a" } }) { nodes { key } }
        value: search(collection: "gallery", query: { text: "[1,0,0,0]" }, filter: { text: { field: "lang", eq: $t } }) { nodes { key } }
      }`;
      for (const text of [
        "'; drop table items; --",
        "' or '1'='1",
        '$1',
        '{{7*7}}',
        '../../etc/passwd',
        '\0',
        '\ud800',
        '%00',
        '__proto__',
      ]) {
        const { data, errors } = await ask(query, { t: text, id: text });
        const nothing = { collection: null, item: null, job: null, dataset: null, byKey: { item: null } };
        expect([text, data]).toMatchObject([text, nothing]);
        expect(data.value?.nodes ?? []).toEqual([]);
        for (const error of errors)
          expect([text, error.path, error.extensions['code']]).toEqual([
            text,
            error.path,
            expect.stringMatching(/^(INVALID_INPUT|NOT_FOUND)$/),
          ]);
      }
      expect((await ask('{ collection(name: "gallery") { itemCount } }')).data.collection.itemCount).toBe(5);
    }, 60_000);
  });
}

describe('denial of service', () => {
  it('limits depth, tokens and root fields, over both transports', async () => {
    const { ask, subscribe } = await guarded();
    const many = repeat(16, (i) => `a${i}: models { name }`);
    const long = repeat(2001, () => 'id');
    const nested = '{ collection(name: "a") { items { nodes { image { url } } } } }';
    expect((await ask(nested)).errors).toEqual([]);
    expect((await ask(`{ ${many} }`)).errors[0]?.message).toContain('at most 15 root fields');
    expect((await ask(`{ job(id: "1") { ${long} } }`)).errors[0]?.message).toContain('more that 2000 tokens');
    await expect(subscribe(`subscription { jobProgress(id: "1") { ${long} } }`)).rejects.toMatchObject([
      { message: expect.stringContaining('2000 tokens') },
    ]);
  });

  it('limits what lists bring in and out', async () => {
    const { ask } = await guarded();
    const text = (length: number) => ({ t: Array.from({ length }, () => 'a') });
    const embed = 'query ($t: [String!]!) { embedTexts(texts: $t) { dimension } }';
    expect((await ask(embed, text(257))).errors[0]).toMatchObject({ extensions: { code: 'INVALID_INPUT' } });
    for (const first of [0, -1, 201, 2 ** 31 - 1]) {
      const page = `{ collection(name: "gallery") { items(first: ${first}) { nodes { key } } } }`;
      expect((await ask(page)).errors.length).toBeGreaterThan(0);
    }
  });

  it('counts the cost before anything runs, with variables', async () => {
    const { ask } = await guarded();
    const query = `query ($n: Int!) { ${repeat(10, (i) => `a${i}: collections { items(first: $n) { nodes { image { url } } } }`)} }`;
    expect((await ask(query, { n: 200 })).errors[0]).toMatchObject({ extensions: { code: 'TOO_COSTLY' } });
    expect((await ask(query, { n: 1 })).errors).toEqual([]);
  });

  it('is not blown up by fragments inside themselves or each other', async () => {
    const { ask } = await guarded();
    const cyclic = '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }';
    expect((await ask(cyclic)).errors[0]?.message).toContain('Cannot spread fragment "A" within itself');
    const bomb = repeat(
      25,
      (i) => `fragment F${i} on Query { ${i === 24 ? 'models { name }' : `...F${i + 1} ...F${i + 1}`} }`,
    );
    const started = performance.now();
    await ask(`{ ...F0 } ${bomb}`);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('has a rate for each caller, and a limit of bytes', async () => {
    const { ask, post } = await guarded({ pointsPerMinute: 200 });
    const embed = 'query ($t: [String!]!) { embedTexts(texts: $t) { dimension } }';
    expect((await ask(embed, { t: Array(200).fill('[1,0,0,0]') })).errors).toEqual([]);
    expect((await ask('{ models { name } }')).status).toBe(429);
    const large = await post(
      JSON.stringify({ query: '{ __typename }', variables: { a: 'x'.repeat(13_000_000) } }),
    );
    expect(large.status).toBe(413);
  });
});

describe('batching', () => {
  it('of requests is off, and aliases count one by one', async () => {
    const { post, ask } = await guarded();
    expect((await post('[{"query":"{ __typename }"},{"query":"{ __typename }"}]')).status).toBe(400);
    const guesses = repeat(100, (i) => `a${i}: collection(name: "secret${i}") { name }`);
    expect((await ask(`{ ${guesses} }`)).status).toBe(400);
  });
});

describe('access control', () => {
  it('is on every way to an object and to its edges', async () => {
    const { graphql, url, itemIds } = await guarded();
    const id = itemIds[0];
    for (const query of [
      `{ item(id: "${id}") { key } }`,
      `{ collection(name: "gallery") { item(key: "p0") { key } } }`,
      `{ search(collection: "gallery", query: { itemId: "${id}" }) { edges { node { key } } } }`,
    ])
      expect(await graphql(query)).toMatchObject({ status: 401, data: undefined });
    expect((await fetch(`${url}/images/${'0'.repeat(64)}`)).status).toBe(401);
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    expect(await new Promise((resolve) => socket.on('close', resolve))).toBe(4401);
  });

  it('does not let a reader change anything, nor see who may', async () => {
    const { ask } = await guarded();
    for (const query of [
      'mutation { deleteCollection(name: "gallery") { deleted } }',
      'mutation { createApiKey(input: { name: "mine", role: ADMIN }) { token } }',
      '{ apiKeys { id } }',
      '{ auditLog { nodes { arguments } } }',
    ])
      expect(await ask(query)).toMatchObject({ status: 403, data: undefined });
    expect((await ask('{ collection(name: "gallery") { itemCount } }')).data.collection.itemCount).toBe(5);
  });
});

describe('introspection and suggestions', () => {
  it('are for callers with a key', async () => {
    const strangers = await testServer({ adminKey, anonymousRole: 'reader' });
    const { ask } = await guarded();
    const introspection = '{ __schema { types { name } } }';
    expect((await strangers.graphql(introspection)).status).toBe(401);
    expect((await ask(introspection)).errors).toEqual([]);
    for (const query of [
      '{ modls { name } }',
      '{ models { nam } }',
      '{ search(collection: "a", qury: {}) { plan } }',
    ])
      expect(JSON.stringify((await strangers.graphql(query)).errors)).not.toContain('Did you mean');
  });
});

describe('errors', () => {
  it('tell nothing of the inside', async () => {
    const { ask, services, logged } = await guarded();
    services.collections.list = () => Promise.reject(new Error('password=hunter2 at /home/tuwen/db.ts:5'));
    const { errors } = await ask('{ collections { name } }');
    expect(errors[0]).toMatchObject({
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) },
    });
    expect(JSON.stringify(errors)).not.toMatch(/hunter2|home|stack/);
    expect(JSON.stringify(logged)).not.toContain(adminKey);
    expect(logged).toHaveLength(1);
  });
});

describe('requests forged through the server', () => {
  const embed = 'query ($u: String!) { embedImages(images: [{ url: $u }]) { dimension } }';

  it('are not made where it is not asked to', async () => {
    const { ask } = await guarded();
    expect((await ask(embed, { u: 'https://example.org/a.png' })).errors).toMatchObject([
      { extensions: { code: 'URL_REFUSED', remedy: expect.stringContaining('TUWEN_FETCH=on') } },
    ]);
  });

  it('are made to public addresses only', async () => {
    const base = fakeServices(temporaryFolder());
    const images = new ImageSource({ ...base, urls: new PublicUrlFetcher() });
    const { ask, url } = await guarded({ services: { ...base, images } });
    for (const u of [
      url,
      'http://169.254.169.254/latest/meta-data',
      'http://localhost',
      'file:///etc/passwd',
    ])
      expect((await ask(embed, { u })).errors[0]).toMatchObject({
        message: expect.stringMatching(/^This address is not fetched\./),
        extensions: { code: 'URL_REFUSED' },
      });
  });

  it('bring pictures where they may', async () => {
    const base = fakeServices(temporaryFolder());
    const urls = {
      fetch: async (from: string) => Buffer.from(from === 'https://a.example/b' ? '[0,0,3,0]' : ''),
    };
    const { ask } = await guarded({ services: { ...base, images: new ImageSource({ ...base, urls }) } });
    const { data, errors } = await ask(embed.replace('dimension', 'norm'), { u: 'https://a.example/b' });
    expect([errors, data.embedImages[0].norm]).toEqual([[], 3]);
  });
});

describe('requests forged by other pages', () => {
  it('are refused by HTTP and by websocket', async () => {
    const { url, headers } = await guarded();
    for (const init of [
      {
        method: 'POST',
        headers: { ...headers, 'content-type': 'text/plain' },
        body: '{"query":"{ models { name } }"}',
      },
      { method: 'GET', headers },
    ]) {
      const response = await fetch(
        `${url}/graphql${init.method === 'GET' ? '?query=%7Bmodels%7Bname%7D%7D' : ''}`,
        init,
      );
      expect(response.status).toBe(400);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    }
    const elsewhere = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      origin: 'https://evil.example',
      headers,
    });
    const [error] = await new Promise<[Error]>((resolve) =>
      elsewhere.on('error', (...given) => resolve(given)),
    );
    expect(error.message).toContain('403');
  });
});
