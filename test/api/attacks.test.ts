/** @file What an attacker tries beside OWASP's list, each against a server that asks for keys. */
import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Role } from '../../core/access/role.ts';
import { DomainError } from '../../core/errors.ts';
import { testServer } from '../support/test-server.ts';

const adminKey = 'correct-horse-battery-staple';
const withAdmin = { authorization: `Bearer ${adminKey}` };
const by = { kind: 'local', subject: 'local', role: 'admin' } as const;
const json = { 'content-type': 'application/json' };

async function guarded(changes: NonNullable<Parameters<typeof testServer>[0]> = {}) {
  const server = await testServer({ adminKey, ...changes });
  const keyOf = async (role: Role) => {
    const { token } = await server.services.apiKeys.create({ name: role, role }, by);
    return { authorization: `Bearer ${token}` };
  };
  const post = (body: BodyInit, headers: Record<string, string>) =>
    fetch(`${server.url}/graphql`, { method: 'POST', headers: { ...json, ...headers }, body });
  return { ...server, keyOf, post };
}

const code = async (response: Response) => {
  const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
  return [response.status, errors[0]?.extensions.code];
};

describe('documents', () => {
  it('are not stored by their digest', async () => {
    const { post, keyOf } = await guarded();
    const persistedQuery = { version: 1, sha256Hash: 'a'.repeat(64) };
    const asked = await post(JSON.stringify({ extensions: { persistedQuery } }), await keyOf('reader'));
    expect(await code(asked)).toEqual([200, 'PERSISTED_QUERY_NOT_SUPPORTED']);
  });

  it('change nothing by GET, nor as what a form can send', async () => {
    const { url, services } = await guarded();
    const query = 'mutation { createCollection(input: { name: "a" }) { collection { id } } }';
    const headers = { ...withAdmin, 'apollo-require-preflight': '1' };
    const got = await fetch(`${url}/graphql?query=${encodeURIComponent(query)}`, { headers });
    expect(got.status).toBe(405);
    for (const type of [
      'application/x-www-form-urlencoded',
      'text/plain',
      'multipart/form-data; boundary=x',
    ]) {
      const init = { method: 'POST', headers: { ...withAdmin, 'content-type': type } };
      const sent = await fetch(`${url}/graphql`, { ...init, body: JSON.stringify({ query }) });
      expect([type, sent.status]).toEqual([type, 400]);
    }
    expect(await services.collections.list()).toEqual([]);
  });

  it('full of directives are refused in few words', async () => {
    const { post, keyOf } = await guarded();
    const reader = await keyOf('reader');
    for (const directive of ['@a', '@skip(if: false)']) {
      const words = directive === '@a' ? 2 : 6;
      const query = `{ __typename ${directive.repeat(Math.floor(1990 / words))} }`;
      const answer = await post(JSON.stringify({ query }), reader);
      expect(answer.status).toBe(400);
      expect((await answer.text()).length).toBeLessThan(50_000);
    }
  });

  it('with endless lists, or packed ones, are refused', async () => {
    const { post, graphql, keyOf } = await guarded();
    const reader = await keyOf('reader');
    const kinds = Array.from({ length: 300_000 }, () => 'import');
    const query = 'query ($kinds: [String!]) { jobs(kinds: $kinds) { nodes { id } } }';
    expect(await code(await post(JSON.stringify({ query, variables: { kinds } }), reader))).toEqual([
      200,
      'INVALID_INPUT',
    ]);
    const bomb = gzipSync(Buffer.alloc(30_000_000, ' '));
    expect(bomb.length).toBeLessThan(100_000);
    const packed = await post(bomb, { ...reader, 'content-encoding': 'gzip' });
    expect(await code(packed)).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect((await graphql('{ models { name } }', {}, reader)).errors).toEqual([]);
  });
});

describe('keys', () => {
  it('are not taken from an address, and are written into no log', async () => {
    const lines: unknown[] = [];
    const line = (...all: unknown[]) => void lines.push(all);
    const events = { debug: line, info: line, warn: line, error: line };
    const { url, logged } = await guarded({ events });
    for (const path of ['/graphql', '/images/a', '/uploads/a', '/schema.graphql', '/metrics', '/nothing'])
      for (const name of ['key', 'token', 'access_token', 'authorization']) {
        const response = await fetch(`${url}${path}?${name}=${adminKey}`);
        expect([401, 404]).toContain(response.status);
        expect(await response.text()).not.toContain(adminKey);
      }
    await fetch(`${url}/graphql`, { method: 'POST', headers: { ...json, ...withAdmin }, body: '{' });
    await vi.waitFor(() => expect(lines).toHaveLength(25));
    expect(JSON.stringify([lines, logged])).not.toContain(adminKey);
  });

  it('that are huge are no keys, over either transport', async () => {
    const { url, graphql } = await guarded();
    const key = `eyJhbGciOiJub25lIn0.${'a'.repeat(12_000)}.`;
    expect((await graphql('{ __typename }', {}, { authorization: `Bearer ${key}` })).status).toBe(401);
    const larger = httpRequest(`${url}/graphql`, { headers: { authorization: `Bearer ${key.repeat(5)}` } });
    const status = await new Promise((resolve, reject) => {
      larger.on('response', ({ statusCode }) => resolve(statusCode)).on('error', reject);
      larger.end();
    });
    expect(status).toBe(431);
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${key.repeat(5)}` },
      retryAttempts: 0,
    });
    const watching = client.iterate({ query: 'subscription { jobProgress(id: "1") { id } }' }).next();
    await expect(watching).rejects.toMatchObject({ code: 4401 });
  });
});

it('errors tell where the database is to administrators only', async () => {
  const { url, graphql, services, keyOf } = await guarded({ anonymousRole: 'reader' });
  const [reader, editor] = [await keyOf('reader'), await keyOf('editor')];
  const message = 'The database db.internal:5432/tuwen cannot be reached (ECONNREFUSED).';
  const away = () => Promise.reject(new DomainError('DATABASE_UNAVAILABLE', message));
  services.collections.list = away;
  services.blobs.get = away;
  services.jobs.find = away;
  const told = 'The database cannot be used now. Try again in a moment.';
  const shown = async (headers: Record<string, string>) => {
    const { errors } = await graphql('{ collections { name } }', {}, headers);
    expect(errors[0]?.extensions['code']).toBe('DATABASE_UNAVAILABLE');
    return errors[0]?.message;
  };
  for (const headers of [{}, reader, editor]) expect(await shown(headers)).toBe(told);
  expect(await shown(withAdmin)).toBe(message);
  const picture = await fetch(`${url}/images/${'a'.repeat(64)}`, { headers: reader });
  expect(await picture.text()).not.toContain('db.internal');
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: reader,
    retryAttempts: 0,
  });
  const watching = client.iterate({ query: 'subscription { jobProgress(id: "1") { id } }' });
  expect((await watching.next()).value).toMatchObject({ errors: [{ message: told }] });
  await client.dispose();
});

describe('other pages', () => {
  it('get no leave to read answers, no cookie, and no frame around ours', async () => {
    const { url } = await guarded();
    const origin = 'https://evil.example';
    const preflight = { origin, 'access-control-request-method': 'POST' };
    for (const path of ['/', '/graphql', '/graphiql', '/healthz', '/images/a', '/uploads/a', '/nothing'])
      for (const [method, sent] of [
        ['GET', { origin }],
        ['OPTIONS', preflight],
      ] as const) {
        const { headers } = await fetch(url + path, { method, headers: sent });
        const asked = [...headers.keys()].filter((name) => /^access-control-|^set-cookie/.test(name));
        expect([method, path, asked]).toEqual([method, path, []]);
        expect(headers.get('x-frame-options')).toBe('DENY');
        expect(headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'/);
        expect(headers.get('x-content-type-options')).toBe('nosniff');
      }
  });
});

describe('uploads', () => {
  it('are not replaced by a link used again, once an import has them', async () => {
    const { url, graphql, services, keyOf } = await guarded();
    const editor = await keyOf('editor');
    const announce =
      'mutation { createUpload(input: { sizeBytes: 2, kind: ARCHIVE }) { upload { id putUrl } } }';
    const { id, putUrl } = (await graphql(announce, {}, editor)).data.createUpload.upload;
    const put = async (path: string, headers = {}) =>
      (await fetch(url + path, { method: 'PUT', body: 'ab', headers: { ...editor, ...headers } })).status;
    // What a client calls it changes nothing; decoders decide.
    expect(await put(putUrl, { 'content-type': 'text/html' })).toBe(201);
    expect(await put(putUrl)).toBe(201);
    await services.uploads.claim(id);
    expect(await put(putUrl)).toBe(404);
    for (const name of ['..%2f..%2fsecret', '%2e%2e', `${id}%00`, `${id}%2fx`])
      expect([403, 404]).toContain(await put(putUrl.replace(id, name)));
  });
});

describe('jobs', () => {
  it('that only administrators start are stopped and repeated by nobody else', async () => {
    const { graphql, services, keyOf } = await guarded();
    const editor = await keyOf('editor');
    const { id } = await services.jobStore.enqueue('index-build', { collection: 'a' });
    for (const name of ['cancelJob', 'retryJob', 'pauseJob', 'resumeJob']) {
      const { errors } = await graphql(`mutation { ${name}(id: "${id}") { state } }`, {}, editor);
      expect([name, errors[0]?.extensions['code']]).toEqual([name, 'FORBIDDEN']);
    }
    const cancelled = await graphql(`mutation { cancelJob(id: "${id}") { state } }`, {}, withAdmin);
    expect(cancelled.data.cancelJob.state).toBe('CANCELLED');
  });
});

describe('websockets', () => {
  async function connected(url: string) {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    onTestFinished(() => socket.terminate());
    socket.on('error', () => undefined);
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    await new Promise((resolve) => socket.once('open', resolve));
    const say = (message: object) => socket.send(JSON.stringify(message));
    return { socket, closed, say };
  }

  it('are closed when messages flood in', async () => {
    const { url } = await guarded();
    const { closed, say } = await connected(url);
    for (let i = 0; i < 1000; i++) say({ type: 'ping' });
    expect(await closed).toBe(4429);
  });

  it('are cut when a client asks for answers and reads none', async () => {
    const printed = vi.spyOn(console, 'error');
    onTestFinished(() => printed.mockRestore());
    const { url } = await guarded();
    const { socket, closed, say } = await connected(url);
    socket.pause();
    const payload = { filler: 'x'.repeat(60_000) };
    for (let i = 0; i < 500; i++) say({ type: 'ping', payload });
    await vi.waitFor(() => expect(socket.bufferedAmount).toBe(0), 10_000);
    socket.resume();
    expect(await closed).toBe(1006);
    expect(printed).not.toHaveBeenCalled();
  });

  it('have ten subscriptions, which do not tell the schema', async () => {
    const { url, services } = await guarded();
    const { id } = await services.jobStore.enqueue('import', {});
    const { socket, say } = await connected(url);
    const messages: { id?: string; type: string; payload: unknown }[] = [];
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    say({ type: 'connection_init', payload: withAdmin });
    await vi.waitFor(() => expect(messages).toHaveLength(1));
    const query = `subscription { jobProgress(id: "${id}") { id } }`;
    for (let i = 0; i < 11; i++) say({ id: String(i), type: 'subscribe', payload: { query } });
    await vi.waitFor(() => expect(messages).toHaveLength(12));
    const refused = messages.filter(({ type }) => type === 'error');
    expect(refused).toMatchObject([
      { id: '10', payload: [{ message: expect.stringContaining('at most 10') }] },
    ]);
    say({ id: '0', type: 'complete' });
    for (const field of ['__schema { types { name } }', '__type(name: "Query") { name }'])
      say({ id: field, type: 'subscribe', payload: { query: `subscription { ${field} }` } });
    await vi.waitFor(() => expect(messages.filter(({ type }) => type === 'error')).toHaveLength(3));
    expect(JSON.stringify(messages.slice(12))).not.toContain('"types"');
  });
});
