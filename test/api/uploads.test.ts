import { request } from 'node:http';
import { expect, it } from 'vitest';
import { picture } from '../support/fake-model.ts';
import { testServer } from '../support/test-server.ts';

type Server = Awaited<ReturnType<typeof testServer>>;
const bytes = picture(0, 3, 4, 0);

async function announce(
  { graphql }: Server,
  sizeBytes = bytes.length,
): Promise<{ id: string; putUrl: string }> {
  const { data } = await graphql(
    'mutation ($s: Int!) { createUpload(input: { sizeBytes: $s }) { upload { id putUrl } } }',
    {
      s: sizeBytes,
    },
  );
  return data.createUpload.upload;
}

async function put({ url }: Server, path: string, body: Uint8Array | ReadableStream = bytes) {
  const response = await fetch(`${url}${path}`, { method: 'PUT', body, duplex: 'half' } as RequestInit);
  // biome-ignore lint/suspicious/noExplicitAny: either answer
  return { status: response.status, answer: (await response.json()) as any };
}

const embed = 'query ($u: ID!) { embedImages(images: [{ uploadId: $u }]) { norm } }';

it('takes the bytes of an announced upload, which then is a picture', async () => {
  const server = await testServer();
  const { id, putUrl } = await announce(server);
  expect(await put(server, putUrl)).toEqual({ status: 201, answer: { id, sizeBytes: bytes.length } });
  expect((await server.graphql(embed, { u: id })).data.embedImages).toEqual([{ norm: 5 }]);
});

it('says when the bytes were not sent', async () => {
  const server = await testServer();
  const { id } = await announce(server);
  const answer = await server.graphql(embed, { u: id });
  expect(answer.errors[0]!.extensions).toMatchObject({
    code: 'UPLOAD_INCOMPLETE',
    remedy: expect.any(String),
  });
});

it.each(['id', 'size', 'expires', 'signature'])('refuses a path whose %s was changed', async (part) => {
  const server = await testServer();
  const [first, second] = [await announce(server), await announce(server)];
  const url = new URL(first.putUrl, server.url);
  if (part === 'id') url.pathname = `/uploads/${second.id}`;
  else if (part === 'signature') url.searchParams.set('signature', 'A'.repeat(43));
  else url.searchParams.set(part, `${Number(url.searchParams.get(part)) + 1}`);
  expect(await put(server, url.pathname + url.search)).toMatchObject({
    status: 403,
    answer: { errors: [{ extensions: { code: 'FORBIDDEN' } }] },
  });
});

it('refuses a path without a signature, and one signed by another server', async () => {
  const server = await testServer();
  const { id } = await announce(server);
  expect(await put(server, `/uploads/${id}`)).toMatchObject({ status: 403 });
  const other = await testServer({ uploadSecret: Buffer.alloc(32, 8) });
  const { putUrl } = await announce(other);
  expect(await put(server, putUrl)).toMatchObject({ status: 403 });
});

it('refuses an upload that has expired', async () => {
  let now = Date.now() - 16 * 60_000;
  const server = await testServer({ now: () => now });
  const { id, putUrl } = await announce(server);
  now = Date.now();
  expect(await put(server, putUrl)).toMatchObject({
    status: 404,
    answer: { errors: [{ message: expect.stringContaining('expired'), extensions: { code: 'NOT_FOUND' } }] },
  });
  expect((await server.graphql(embed, { u: id })).errors[0]!.extensions['code']).toBe('NOT_FOUND');
});

it.each([
  ['fewer', bytes.slice(1)],
  ['more', new Uint8Array(bytes.length + 1)],
  ['far more', new Uint8Array(5_000_000)],
])('refuses %s bytes than were announced', async (_, body) => {
  const server = await testServer();
  const { putUrl } = await announce(server);
  expect(await put(server, putUrl, body)).toMatchObject({
    status: 400,
    answer: {
      errors: [{ extensions: { code: 'INVALID_INPUT', details: { announcedBytes: bytes.length } } }],
    },
  });
});

it('takes a body of unknown length in pieces, and stops reading one that never ends', async () => {
  const server = await testServer();
  const { id, putUrl } = await announce(server);
  const pieces = new ReadableStream({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  expect(await put(server, putUrl, pieces)).toMatchObject({ status: 201 });
  expect((await server.graphql(embed, { u: id })).data.embedImages).toEqual([{ norm: 5 }]);
  expect(await statusOfEndlessUpload(server.url + putUrl)).toBe(400);
});

/** Sends until the server answers. */
function statusOfEndlessUpload(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sending = request(url, { method: 'PUT' }, (response) => {
      resolve(response.statusCode);
      clearInterval(timer);
      sending.destroy();
    });
    sending.on('error', reject);
    const timer = setInterval(() => sending.write(Buffer.alloc(1000)), 5);
  });
}

it('takes an upload of 12 MB, more than JSON may hold', async () => {
  const server = await testServer();
  const large = new Uint8Array(12_000_000).fill(32);
  large.set(new TextEncoder().encode('[3,4,0,0'));
  large[large.length - 1] = ']'.charCodeAt(0);
  const { id, putUrl } = await announce(server, large.length);
  expect(await put(server, putUrl, large)).toMatchObject({ status: 201 });
  expect((await server.graphql(embed, { u: id })).data.embedImages).toEqual([{ norm: 5 }]);
});
