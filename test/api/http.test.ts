import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { DomainError } from '../../core/errors.ts';
import { testServer } from '../support/test-server.ts';

const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3);

it('is alive', async () => {
  const { url } = await testServer();
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
});

it('is ready when the default model loads and the database answers', async () => {
  const { url, services } = await testServer();
  const response = await fetch(`${url}/readyz`);
  expect([response.status, await response.json()]).toEqual([
    200,
    { status: 'ok', checks: { model: 'ok', database: 'ok' } },
  ]);
  expect(services.models.runtime('fake')).toBeDefined();
});

it('is not ready, and says why, without a model or a database', async () => {
  const { url, services } = await testServer();
  services.models.models.length = 0;
  services.collections.failure = new DomainError('DATABASE_UNAVAILABLE', 'The database does not answer.');
  const response = await fetch(`${url}/readyz`);
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({
    status: 'unavailable',
    checks: {
      model: expect.stringContaining('MODEL_NOT_FOUND'),
      database: 'DATABASE_UNAVAILABLE: The database does not answer.',
    },
  });
  services.collections.failure = new Error('secret');
  const { checks } = (await (await fetch(`${url}/readyz`)).json()) as { checks: object };
  expect(checks).toMatchObject({ database: 'INTERNAL_SERVER_ERROR: The log says why.' });
  expect(services.healthLogged).toMatchObject([{ error: { message: 'secret' } }]);
});

it('tells strangers no more than what is missing', async () => {
  const { url, services } = await testServer({ adminKey: 'correct-horse-battery-staple' });
  services.collections.failure = new DomainError('DATABASE_UNAVAILABLE', 'The database db.internal is away.');
  const { checks } = (await (await fetch(`${url}/readyz`)).json()) as { checks: object };
  expect(checks).toEqual({ model: 'ok', database: 'DATABASE_UNAVAILABLE' });
});

it('serves a stored picture for ever, as what its bytes are', async () => {
  const { url, services } = await testServer();
  const sha256 = await services.blobs.put(jpeg);
  const response = await fetch(`${url}/images/${sha256}`);
  expect(response.status).toBe(200);
  expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([...jpeg]);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'image/jpeg',
    'content-disposition': 'inline',
    'cache-control': 'private, max-age=31536000, immutable',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    etag: `"${sha256}"`,
  });
  const again = await fetch(`${url}/images/${sha256}`, { headers: { 'if-none-match': `"${sha256}"` } });
  expect(again.status).toBe(304);
});

it.each([
  ['a PNG', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 'image/png'],
  ['a GIF', Buffer.from('GIF89a'), 'image/gif'],
  ['a WebP', Buffer.from('RIFF0000WEBPVP8 '), 'image/webp'],
  ['a BMP', Buffer.from('BM00'), 'image/bmp'],
  ['an AVIF', Buffer.from('0000ftypavif'), 'image/avif'],
])('knows %s', async (_, bytes, mediaType) => {
  const { url, services } = await testServer();
  const sha256 = await services.blobs.put(Uint8Array.from(bytes));
  expect((await fetch(`${url}/images/${sha256}`)).headers.get('content-type')).toBe(mediaType);
});

it('lets a browser only save what is no picture', async () => {
  const { url, services } = await testServer();
  const sha256 = await services.blobs.put(Buffer.from('<script>alert(1)</script>'));
  const response = await fetch(`${url}/images/${sha256}`);
  expect(response.headers.get('content-type')).toBe('application/octet-stream');
  expect(response.headers.get('content-disposition')).toBe('attachment');
});

it.each(['0'.repeat(64), '..%2f..%2fpackage.json', 'ABC', '%00'])('has no picture %s', async (address) => {
  const { url } = await testServer();
  const response = await fetch(`${url}/images/${address}`);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
});

it('serves thumbnails, and only of the sizes there are', async () => {
  const { url, services } = await testServer();
  const sha256 = await services.blobs.put(
    readFileSync(new URL('../fixtures/images/photo.jpg', import.meta.url)),
  );
  const response = await fetch(`${url}/images/${sha256}/small.webp`);
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'image/webp',
    'cache-control': 'private, max-age=31536000, immutable',
    etag: `"${sha256}-small"`,
  });
  expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(100);
  const headers = { 'if-none-match': `"${sha256}-small"` };
  expect((await fetch(`${url}/images/${sha256}/small.webp`, { headers })).status).toBe(304);
  for (const name of ['huge.webp', 'small', 'toString.webp', '256', '..%2fsmall.webp']) {
    expect((await fetch(`${url}/images/${sha256}/${name}`)).status).toBe(404);
  }
  expect((await fetch(`${url}/images/${'0'.repeat(64)}/small.webp`)).status).toBe(404);
});

it('says so when a stored file is no picture', async () => {
  const { url, services } = await testServer();
  const sha256 = await services.blobs.put(Buffer.from('<script>'));
  const response = await fetch(`${url}/images/${sha256}/small.webp`);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'IMAGE_UNREADABLE' } }] });
});

it('serves the page with a policy that allows nothing from elsewhere', async () => {
  const { url } = await testServer();
  const page = await fetch(`${url}/`);
  expect(await page.text()).toContain('图文');
  expect(Object.fromEntries(page.headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': expect.stringMatching(/^default-src 'self';.*frame-ancestors 'none'$/),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
  expect(page.headers.has('x-powered-by')).toBe(false);
  expect(page.headers.get('cache-control')).toBe('no-cache');
});

it.each(['/', '/classify', '/collections', '/collections/emoji', '/evaluations/1', '/models?x=1'])(
  'serves the page at %s, so that a reload shows it again',
  async (path) => {
    const { url } = await testServer();
    expect(await (await fetch(url + path)).text()).toContain('图文');
  },
);

it('serves files named by their content for ever, zipped where a browser takes it', async () => {
  const { url } = await testServer();
  for (const encoding of ['gzip', 'identity']) {
    const response = await fetch(`${url}/assets/app-1.js`, { headers: { 'accept-encoding': encoding } });
    expect(await response.text()).toBe('export const x = 1;');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': expect.stringContaining('text/javascript'),
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
    });
    expect(response.headers.get('content-encoding')).toBe(encoding === 'gzip' ? 'gzip' : null);
  }
});

it.each([
  '/nothing',
  '/collections/a/b',
  '/assets/gone.js',
  '/../package.json',
  '/%2e%2e/package.json',
  '/..%2fpackage.json',
  '/%',
])('answers %s in JSON', async (path) => {
  const { url } = await testServer();
  const response = await fetch(url + path);
  expect([400, 403, 404]).toContain(response.status);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: expect.any(String) } }] });
});

it('serves GraphiQL with a policy of its own, zipped or not', async () => {
  const { url } = await testServer();
  for (const encoding of ['gzip', 'identity']) {
    const response = await fetch(`${url}/graphiql`, { headers: { 'accept-encoding': encoding } });
    expect(await response.text()).toContain('GraphiQL');
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain("script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:;");
    expect(policy).not.toMatch(/https?:/);
  }
});

it('says how to get GraphiQL when it was not built', async () => {
  const { url, options } = await testServer();
  await rm(options.graphiqlFile);
  const response = await fetch(`${url}/graphiql`);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({
    errors: [{ extensions: { code: 'NOT_FOUND', remedy: 'Run `npm run build`.' } }],
  });
});

it('publishes its schema, with what introspection leaves out', async () => {
  const { url } = await testServer();
  const response = await fetch(`${url}/schema.graphql`);
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(await response.text()).toContain('input ImageInput @oneOf {');
});

it.each<[string, RequestInit, number, string]>([
  [
    'a body over 12 MB',
    { body: JSON.stringify({ query: 'x'.repeat(12 * 1024 * 1024) }) },
    413,
    'PAYLOAD_TOO_LARGE',
  ],
  ['a body that is not JSON', { body: '{' }, 400, 'BAD_REQUEST'],
  ['a body without a query', { body: '{}' }, 400, 'BAD_REQUEST'],
  ['a list of queries', { body: '[{"query":"{__typename}"}]' }, 400, 'BAD_REQUEST'],
])('answers %s in the form GraphQL clients read', async (_, init, status, code) => {
  const { url } = await testServer();
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    ...init,
  });
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({
    errors: [{ message: expect.any(String), extensions: { code } }],
  });
});

it('masks a bug in a route, and logs it under the request id', async () => {
  const bug = new Error('secret');
  const { url, logged } = await testServer({
    services: {
      blobs: {
        get: () => Promise.reject(bug),
        put: async () => '',
        has: async () => false,
        addressOf: () => '',
        deleteOld: async () => true,
        isOnlyOf: async () => true,
      },
    },
  });
  const response = await fetch(`${url}/images/${'0'.repeat(64)}`);
  const requestId = response.headers.get('x-request-id');
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({
    errors: [
      {
        message: expect.not.stringContaining('secret'),
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
      },
    ],
  });
  expect(logged).toEqual([{ message: `request ${requestId}`, error: bug }]);
});

it('says which port is taken, and what to do', async () => {
  const blocker = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => blocker.once('listening', resolve));
  onTestFinished(() => void blocker.close());
  const { port } = blocker.address() as { port: number };
  await expect(testServer({ port })).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: expect.stringContaining(`Port ${port}`),
    remedy: expect.stringContaining('TUWEN_PORT'),
    details: { port },
  });
});

it('lets a running request end when it closes, and takes no new one', async () => {
  const server = await testServer();
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const started = new Promise<void>((resolve) => {
    const { model } = server.services;
    const embedTexts = model.embedTexts.bind(model);
    model.embedTexts = async (texts) => {
      resolve();
      await held;
      return embedTexts(texts);
    };
  });
  const answer = server.graphql('{ embedTexts(texts: ["[2,0,0,0]"]) { norm } }');
  await started;
  const closed = server.close();
  expect((await fetch(server.url)).status).toBe(503);
  release();
  expect((await answer).data).toEqual({ embedTexts: [{ norm: 2 }] });
  await closed;
});
