import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { testServer } from '../support/test-server.ts';

const query = JSON.stringify({ query: '{ models { name } }' });

/** A GraphQL request of which only the beginning was sent. */
async function begin(url: string) {
  const sent = request(`${url}/graphql`, {
    method: 'POST',
    agent: new Agent({ keepAlive: true }),
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(query) },
  });
  const answered = once(sent, 'response').then(async ([response]: IncomingMessage[]) => ({
    status: response!.statusCode,
    connection: response!.headers.connection,
    body: JSON.parse(await text(response!)),
  }));
  sent.write(query.slice(0, 5));
  await once(sent, 'socket').then(([socket]) => (socket.connecting ? once(socket, 'connect') : undefined));
  await sleep(50);
  return { end: () => sent.end(query.slice(5)), answered };
}

const status = async (url: string) => {
  const response = await fetch(url);
  return [response.status, await response.json(), response.headers.get('connection')];
};

describe('a server that is told to end', () => {
  it('answers what runs, says that it is not ready, and refuses what is new after a while', async () => {
    const { url, close } = await testServer({ drainMs: 300 });
    const running = await begin(url);
    const closed = close();
    expect(await status(`${url}/readyz`)).toEqual([503, { status: 'draining' }, 'close']);
    const body = { method: 'POST', headers: { 'content-type': 'application/json' }, body: query };
    expect((await fetch(`${url}/graphql`, body)).status).toBe(200);
    await sleep(350);
    const refused = await fetch(`${url}/graphql`, body);
    expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('connection')]).toEqual([
      503,
      '1',
      'close',
    ]);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'SHUTTING_DOWN' } }] });
    expect(await status(`${url}/healthz`)).toEqual([200, { status: 'ok' }, 'close']);
    expect((await status(`${url}/readyz`))[0]).toBe(503);
    running.end();
    expect(await running.answered).toMatchObject({ status: 200, body: { data: { models: [{}] } } });
    await closed;
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  it('waits no longer than it may', async () => {
    const { url, close } = await testServer({ shutdownMs: 200 });
    const running = await begin(url);
    const cut = expect(running.answered).rejects.toThrow(/socket hang up|ECONNRESET/);
    await close();
    await cut;
  });

  it('closes subscriptions with a code that asks to come again, also of clients that do not answer', async () => {
    const { url, close, services } = await testServer();
    const socketUrl = `${url.replace('http', 'ws')}/graphql`;
    const job = await services.jobStore.enqueue('none', {});
    const client = createClient({ url: socketUrl, webSocketImpl: WebSocket, retryAttempts: 0 });
    onTestFinished(() => void client.dispose());
    const closed = new Promise((resolve) =>
      client.on('closed', (event) => resolve((event as CloseEvent).code)),
    );
    const watching = client.iterate({ query: `subscription { jobProgress(id: "${job.id}") { state } }` });
    expect(await watching.next()).toMatchObject({ value: { data: { jobProgress: { state: 'QUEUED' } } } });
    const deaf = new WebSocket(socketUrl, 'graphql-transport-ws');
    await once(deaf, 'open');
    deaf.pause();
    const ended = watching.next().catch(() => undefined);
    await close();
    expect(await closed).toBe(1001);
    await ended;
    await expect(once(new WebSocket(socketUrl, 'graphql-transport-ws'), 'open')).rejects.toThrow();
  });

  it('lets an upload finish, and keeps nothing of one that was cut off', async () => {
    const { url, close, graphql, services } = await testServer({ shutdownMs: 400 });
    const announce = async () =>
      (await graphql('mutation { createUpload(input: { sizeBytes: 10 }) { upload { id putUrl } } }')).data
        .createUpload.upload as {
        id: string;
        putUrl: string;
      };
    const [whole, cut] = [await announce(), await announce()];
    const put = async ({ putUrl }: { putUrl: string }) => {
      const sent = request(new URL(putUrl, url), { method: 'PUT', headers: { 'content-length': 10 } });
      const answered = once(sent, 'response').then(([{ statusCode }]) => statusCode);
      sent.write('12345');
      await sleep(50);
      return { sent, answered };
    };
    const [first, second] = [await put(whole), await put(cut)];
    const failed = expect(second.answered).rejects.toThrow(/socket hang up|ECONNRESET/);
    const closing = close();
    first.sent.end('67890');
    expect(await first.answered).toBe(201);
    await closing;
    await failed;
    expect(Buffer.from(await services.uploads.read(whole.id)).toString()).toBe('1234567890');
    await expect(services.uploads.read(cut.id)).rejects.toMatchObject({ code: 'UPLOAD_INCOMPLETE' });
    const folder = join(services.folder, 'uploads');
    const halves = () =>
      existsSync(folder) ? readdirSync(folder).filter((name) => name.includes('tmp')) : [];
    await expect.poll(halves).toEqual([]);
  });
});
