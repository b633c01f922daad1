import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { currentCaller } from '../../adapters/async/caller-context.ts';
import { fakeServices } from '../support/fake-services.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { addGallery, testServer } from '../support/test-server.ts';

const adminKey = 'correct-horse-battery-staple';
const withKey = { authorization: `Bearer ${adminKey}` };
const embed = 'query ($texts: [String!]!) { embedTexts(texts: $texts) { dimension } }';
const texts = (length: number) => ({ texts: Array.from({ length }, () => '[1,0,0,0]') });

function clientOf(url: string, connectionParams = {}) {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams,
    retryAttempts: 0,
  });
  onTestFinished(() => void client.dispose());
  return client;
}

describe('points', () => {
  it('run out for one caller and not for another, and come back', async () => {
    const { graphql, services } = await testServer({ adminKey, pointsPerMinute: 600 });
    const by = { kind: 'local', subject: 'local', role: 'admin' } as const;
    const { token } = await services.apiKeys.create({ name: 'a', role: 'reader' }, by);
    for (let i = 0; i < 3; i++) expect((await graphql(embed, texts(200), withKey)).errors).toEqual([]);
    const refused = await graphql(embed, texts(200), withKey);
    expect(refused).toMatchObject({ status: 429, data: undefined });
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(20);
    expect(refused.errors[0]).toMatchObject({
      extensions: { code: 'RATE_LIMITED', details: { cost: 200, limit: 600, retryAfterSeconds: wait } },
    });
    expect((await graphql(embed, texts(200), { authorization: `Bearer ${token}` })).errors).toEqual([]);
  });

  it('are told in every answer, before they run out', async () => {
    const { graphql } = await testServer({ adminKey, anonymousRole: 'reader', pointsPerMinute: 600 });
    const told = ({ headers }: { headers: Headers }) =>
      ['limit', 'remaining', 'reset'].map((name) => Number(headers.get(`ratelimit-${name}`) ?? Number.NaN));
    // Points come back while the test runs: ten a second.
    const [limit, remaining = 0, reset] = told(await graphql(embed, texts(200), withKey));
    expect(limit).toBe(600);
    expect(remaining).toBeGreaterThanOrEqual(400);
    expect(remaining).toBeLessThan(600);
    expect(reset).toBe(Math.ceil((600 - remaining) / 10));
    expect(told(await graphql('{ no }', {}, withKey))[1]).toBeGreaterThanOrEqual(400);
    const refused = await graphql(embed, texts(600), withKey);
    expect([refused.status, told(refused)[0]]).toEqual([429, 600]);
    expect(told(await graphql('{ viewer { kind } }'))[1]).toBe(599);
  });

  it('are counted in the same way over graphql-ws', async () => {
    const { url, graphql } = await testServer({ adminKey, pointsPerMinute: 100 });
    expect((await graphql(embed, texts(100), withKey)).errors).toEqual([]);
    const events = clientOf(url, withKey).iterate({
      query: 'subscription { jobProgress(id: "1") { state } }',
    });
    await expect(events.next()).rejects.toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
  });

  it('are asked for the bytes of an upload', async () => {
    const { url, graphql } = await testServer({ adminKey, pointsPerMinute: 21 });
    const announce = 'mutation { createUpload(input: { sizeBytes: 2 }) { upload { putUrl } } }';
    const { putUrl } = (await graphql(announce, {}, withKey)).data.createUpload.upload;
    const put = () => fetch(url + putUrl, { method: 'PUT', body: 'ab', headers: withKey });
    expect((await put()).status).toBe(201);
    const refused = await put();
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
  });

  it('are not counted in open mode', async () => {
    const { graphql } = await testServer({ pointsPerMinute: 10 });
    for (let i = 0; i < 3; i++) {
      const { errors, headers } = await graphql(embed, texts(200));
      expect([errors, headers.get('ratelimit-limit')]).toEqual([[], null]);
    }
  });

  it('of one operation have an end, wherever it comes', async () => {
    const { graphql } = await testServer();
    const classify = (i: number) =>
      `c${i}: classifyImage(image: { base64: $p }, labels: $l, templates: $t) { promptsPerLabel }`;
    const variables = {
      p: Buffer.from('[1,0,0,0]').toString('base64'),
      l: Array.from({ length: 1000 }, (_, i) => `${i}`),
      t: Array.from({ length: 10 }, (_, i) => `${i}{}`),
    };
    const query = `query ($p: Base64!, $l: [String!]!, $t: [String!]!) { ${classify(1)} ${classify(2)} }`;
    const refused = await graphql(query, variables);
    expect(refused).toMatchObject({ status: 400, data: undefined });
    expect(refused.errors[0]).toMatchObject({
      extensions: { code: 'TOO_COSTLY', details: { cost: 20_020, limit: 20_000 } },
    });
  });
});

describe('requests at the same time', () => {
  it('are refused at once beyond a number, and taken again when others have ended', async () => {
    const services = fakeServices(temporaryFolder());
    const embedTexts = services.model.embedTexts.bind(services.model);
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    services.model.embedTexts = async (given) => {
      await released;
      return embedTexts(given);
    };
    const { graphql, url } = await testServer({ services, maximumRequests: 2 });
    const waiting = [graphql(embed, texts(1)), graphql(embed, texts(1))];
    // The third may arrive before the others.
    const refused = await vi.waitFor(async () => {
      const answer = await graphql('{ models { name } }');
      expect(answer.status).toBe(503);
      return answer;
    });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.errors).toMatchObject([
      { extensions: { code: 'OVERLOADED', details: { running: 2, retryAfterSeconds: 1 } } },
    ]);
    expect(refused.headers.get('connection')).toBe('close');
    for (const address of ['/graphql?a=1', '/GraphQL', '/graphql/'])
      expect((await fetch(url + address, { method: 'POST' })).headers.get('x-request-id')).toBe(null);
    const beside = await fetch(`${url}/healthz`);
    expect(beside.status).toBe(200);
    release();
    for (const { errors } of await Promise.all(waiting)) expect(errors).toEqual([]);
    expect((await graphql('{ models { name } }')).errors).toEqual([]);
  });
});

describe('bodies at the same time', () => {
  const head = 'Host: localhost\r\nContent-Type: application/json';
  /** A POST of which only the beginning comes. */
  const begin = (url: string, header: string, bytes: string) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.write(`POST /graphql HTTP/1.1\r\n${head}\r\n${header}\r\n\r\n${bytes}`);
    return socket;
  };
  const small = { query: embed, variables: texts(1) };

  it('are held only to a number of bytes, counted as they come, until they are answered or given up', async () => {
    const { graphql, url } = await testServer({ bodiesBytes: 2000 });
    // What is announced and does not come takes no place.
    for (let i = 0; i < 3; i++) begin(url, 'Content-Length: 1500', '{');
    const slow = begin(url, 'Transfer-Encoding: chunked', `76c\r\n${' '.repeat(1900)}\r\n`);
    const refused = await vi.waitFor(async () => {
      const answer = await graphql(embed, texts(1));
      expect(answer.status).toBe(503);
      return answer;
    });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.errors).toMatchObject([
      { extensions: { code: 'OVERLOADED', details: { limitBytes: 2000, retryAfterSeconds: 1 } } },
    ]);
    slow.destroy();
    await vi.waitFor(async () => expect((await graphql(embed, texts(1))).errors).toEqual([]));
    for (let i = 0; i < 30; i++) expect((await graphql(embed, texts(1))).errors).toEqual([]);
  });

  it('that grow past it are answered and cut off', async () => {
    const { url } = await testServer({ bodiesBytes: 2000 });
    const growing = begin(url, 'Transfer-Encoding: chunked', `bb8\r\n${' '.repeat(3000)}\r\n`);
    expect(await text(growing)).toMatch(/^HTTP\/1\.1 503 [\s\S]*retry-after: 1\r\n[\s\S]*"OVERLOADED"/i);
  });

  it('count as the largest while they come packed, and as they are afterwards', async () => {
    const { graphql, url } = await testServer({ bodiesBytes: 13 * 2 ** 20 });
    const packed = gzipSync(JSON.stringify(small));
    const one = begin(
      url,
      `Connection: close\r\nContent-Encoding: gzip\r\nContent-Length: ${packed.length}`,
      '',
    );
    one.write(packed.subarray(0, 1));
    const body = JSON.stringify({ query: embed, variables: { texts: ['a'.repeat(2 ** 20)] } });
    const large = () =>
      fetch(`${url}/graphql`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    await vi.waitFor(async () => expect((await large()).status).toBe(503));
    one.write(packed.subarray(1));
    expect(await text(one)).toMatch(/^HTTP\/1\.1 200 /);
    expect((await large()).status).toBe(200);
    expect((await graphql(embed, texts(1))).errors).toEqual([]);
  });
});

describe('time', () => {
  it('ends for work that waits, and says so', async () => {
    const services = fakeServices(temporaryFolder());
    services.model.embedTexts = () =>
      new Promise((_, reject) => {
        const { signal } = currentCaller();
        signal!.addEventListener('abort', () => reject(signal!.reason));
      });
    const { graphql } = await testServer({ services, timeoutMs: 50 });
    const { errors } = await graphql(embed, texts(1));
    expect(errors).toMatchObject([
      {
        message: 'The request took longer than 0.05 s. Ask for less at once; long work goes into a job.',
        extensions: { code: 'TIMEOUT' },
      },
    ]);
  });

  it('of an answered request ends nothing afterwards', async () => {
    const services = fakeServices(temporaryFolder());
    let signal: AbortSignal | undefined;
    const embedTexts = services.model.embedTexts.bind(services.model);
    services.model.embedTexts = (given) => {
      ({ signal } = currentCaller());
      return embedTexts(given);
    };
    const { graphql } = await testServer({ services, timeoutMs: 1000 });
    expect((await graphql(embed, texts(1))).errors).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(signal!.aborted).toBe(false);
  });
});

describe('time of a subscription', () => {
  const watch = {
    query: 'subscription ($id: ID!) { jobProgress(id: $id) { artefacts { name } } }',
    variables: { id: '1' },
  };
  /** Work that ends only for a caller who has left or waited too long. */
  const patientWork = (seen?: (reason: unknown) => void) =>
    new Promise<never>((_, reject) => {
      const { signal } = currentCaller();
      signal!.addEventListener('abort', () => {
        seen?.(signal!.reason);
        reject(signal!.reason);
      });
    });

  async function succeededJob() {
    const services = fakeServices(temporaryFolder());
    const { id } = await services.jobStore.enqueue('import', {});
    const claim = (await services.jobStore.claim(['import'], 60_000))!;
    await services.jobStore.finish(claim, { state: 'succeeded', result: {}, artefacts: [] });
    return { services, watch: { ...watch, variables: { id } } };
  }

  it('ends its beginning', async () => {
    const { services, watch } = await succeededJob();
    // The first look at the job, too, is part of it.
    services.jobs.find = () => patientWork();
    const { url } = await testServer({ services, timeoutMs: 50 });
    expect((await clientOf(url).iterate(watch).next()).value).toMatchObject({
      errors: [{ message: expect.stringContaining('longer than 0.05 s'), extensions: { code: 'TIMEOUT' } }],
    });
  });

  it('ends the work for an event, and the subscription goes on', async () => {
    const { services, watch } = await succeededJob();
    services.jobs.artefacts = () => patientWork();
    const { url } = await testServer({ services, timeoutMs: 50 });
    const events = clientOf(url).iterate(watch);
    expect((await events.next()).value).toMatchObject({ errors: [{ extensions: { code: 'TIMEOUT' } }] });
    expect(await events.next()).toMatchObject({ done: true });
  });

  it.each(['completes it', 'hangs up'])('is over for a client that %s', async (how) => {
    const { services, watch } = await succeededJob();
    const begun = new Promise<void>((resolve) => {
      services.jobs.artefacts = () => {
        resolve();
        return patientWork(given);
      };
    });
    let given: (reason: unknown) => void = () => undefined;
    const reason = new Promise<unknown>((resolve) => {
      given = resolve;
    });
    const { url } = await testServer({ services });
    const client = clientOf(url);
    const events = client.iterate(watch);
    events.next().catch(() => undefined);
    await begun;
    if (how === 'hangs up') client.terminate();
    else await events.return!();
    expect(await reason).toMatchObject({ code: 'CANCELLED' });
  });
});

describe('lengths', () => {
  it.each([
    ['a text to embed', embed, { texts: ['好'.repeat(10_001)] }],
    [
      'a text to tokenize',
      'query ($texts: [String!]!) { tokenize(texts: $texts) { text } }',
      { texts: ['a', 'x'.repeat(10_001)] },
    ],
    [
      'a label',
      'query ($l: String!, $p: Base64!) { classifyImage(image: { base64: $p }, labels: [$l]) { promptsPerLabel } }',
      { l: 'x'.repeat(301), p: 'AAAA' },
    ],
    [
      'a template',
      'query ($l: String!, $p: Base64!) { classifyImage(image: { base64: $p }, labels: ["a"], templates: [$l]) { promptsPerLabel } }',
      { l: `{}${'x'.repeat(300)}`, p: 'AAAA' },
    ],
  ])('of %s are limited', async (_, query, variables) => {
    const { errors } = await (await testServer()).graphql(query, variables);
    expect(errors[0]).toMatchObject({
      message: expect.stringMatching(/ has \d+ characters\. Send at most/),
      extensions: { code: 'INVALID_INPUT' },
    });
  });
});

it.each([
  ['too many values', Array.from({ length: 1001 }, () => 'a'), 'has 1001 values. Use at most 1000.'],
  ['half a character', ['\ud800'], 'half a character'],
])('a filter has not %s', async (_, values, message) => {
  const server = await testServer();
  await addGallery(server);
  const query = `query ($v: [String!]!) {
    search(collection: "gallery", query: { text: "[1,0,0,0]" }, filter: { text: { field: "lang", in: $v } }) { plan }
  }`;
  const { errors } = await server.graphql(query, { v: values });
  expect(errors[0]).toMatchObject({ message: expect.stringContaining(message) });
});

describe('connections', () => {
  it('whose body does not come are told so and closed', async () => {
    const { url } = await testServer({ bodyMs: 50 });
    const head = 'Host: localhost\r\nContent-Type: application/json\r\nContent-Length: 100';
    const answer = await sent(url, `POST /graphql HTTP/1.1\r\n${head}\r\n\r\n{`);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"code":"TIMEOUT"');
  });

  it('on which nothing comes are closed without a word', async () => {
    // With a word, and only after ten seconds, where headers began to come.
    const { url } = await testServer({ timeoutMs: 50, idleMs: 50 });
    expect(await sent(url, '')).toBe('');
  });

  /** The status with which it was refused, or the open socket. */
  const open = (url: string, headers = {}) =>
    new Promise<number | WebSocket>((resolve) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
        headers,
      });
      onTestFinished(() => socket.terminate());
      socket.on('open', () => resolve(socket));
      socket.on('error', () => undefined);
      socket.on('unexpected-response', (_, { statusCode }) => resolve(statusCode!));
    });

  it('that have not said who they are, are ten of one address', async () => {
    const { url } = await testServer({ adminKey, trustedProxies: ['loopback'] });
    const from = (address: string) => open(url, { 'x-forwarded-for': address });
    const sockets = [];
    for (let i = 0; i < 10; i++) sockets.push(await from('192.0.2.1'));
    const [first, second] = sockets as WebSocket[];
    expect(await from('192.0.2.1')).toBe(429);
    expect(await from('192.0.2.2')).toBeInstanceOf(WebSocket);
    first!.send(JSON.stringify({ type: 'connection_init', payload: withKey }));
    await new Promise((resolve) => first!.once('message', resolve));
    expect(await from('192.0.2.1')).toBeInstanceOf(WebSocket);
    expect(await from('192.0.2.1')).toBe(429);
    second!.close();
    await vi.waitFor(async () => expect(await from('192.0.2.1')).toBeInstanceOf(WebSocket));
  });

  it('that have not said who they are, may be more in open mode', async () => {
    const { url } = await testServer();
    for (let i = 0; i < 11; i++) expect(await open(url)).toBeInstanceOf(WebSocket);
  });

  it('that only listen are closed within five seconds after their key was revoked', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const { url, services } = await testServer({ adminKey });
    const by = { kind: 'local', subject: 'local', role: 'admin' } as const;
    const { key, token } = await services.apiKeys.create({ name: 'a', role: 'reader' }, by);
    const socket = (await open(url)) as WebSocket;
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
    await new Promise((resolve) => socket.once('message', resolve));
    vi.advanceTimersByTime(5000);
    socket.send('{"type":"ping"}');
    await new Promise((resolve) => socket.once('message', resolve));
    expect(socket.readyState).toBe(WebSocket.OPEN);
    await services.apiKeys.revoke(key.id);
    vi.advanceTimersByTime(5000);
    expect(await closed).toBe(4401);
  });

  it('of one key are limited, so that others get in', async () => {
    const { url, services } = await testServer({ adminKey });
    const by = { kind: 'local', subject: 'local', role: 'admin' } as const;
    const { token } = await services.apiKeys.create({ name: 'a', role: 'reader' }, by);
    const connect = async (parameters: object) => {
      const client = createClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: { ...parameters },
        retryAttempts: 0,
        lazy: false,
        onNonLazyError: () => undefined,
      });
      onTestFinished(() => void client.dispose());
      return new Promise<unknown>((resolve) => {
        client.on('connected', () => resolve(client));
        client.on('closed', (event) => resolve((event as { code: number }).code));
      });
    };
    const own = { authorization: `Bearer ${token}` };
    const first = (await connect(own)) as { dispose(): void };
    for (let i = 1; i < 20; i++) expect(await connect(own)).toBeTypeOf('object');
    expect(await connect(own)).toBe(4429);
    expect(await connect(withKey)).toBeTypeOf('object');
    first.dispose();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await connect(own)).toBeTypeOf('object');
  });
});

/** All that a server says to these bytes until it closes the connection. */
async function sent(url: string, bytes: string): Promise<string> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  if (bytes !== '') socket.write(bytes);
  return text(socket);
}
