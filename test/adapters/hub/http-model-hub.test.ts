import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { HttpModelHub } from '../../../adapters/hub/http-model-hub.ts';
import { seededRandom } from '../../../core/numeric/seeded-random.ts';
import type { HubKind, HubModel } from '../../../core/ports/model-hub.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { type Behaviour, commit, HubServer, type HubServerOptions } from './hub-server.ts';

const token = 'hf_secret-token';

const servers: HubServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function serve(options: HubServerOptions): Promise<HubServer> {
  const server = await HubServer.start(options);
  servers.push(server);
  return server;
}

function randomBytes(size: number, seed: number): Buffer {
  const random = seededRandom(seed);
  return Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256)));
}

const weights = randomBytes(300_000, 1);
const files = { 'config.json': Buffer.from('{"model_type":"chinese_clip"}'), 'onnx/model.onnx': weights };

interface Setup {
  readonly hub?: HubKind;
  readonly folder?: string;
  readonly server: HubServer;
  readonly attempts?: number;
  readonly idleMs?: number;
}

function open({
  hub = 'huggingface',
  folder = temporaryFolder(),
  server,
  attempts = 4,
  idleMs = 5000,
}: Setup) {
  const limits = { attempts, idleMs, firstPauseMs: 1, longestPauseMs: 5 };
  const client = new HttpModelHub({ folder, hub, url: server.url, token, limits });
  const model: HubModel = { hub, id: 'some-org/some-model' };
  /** Lists, downloads everything that `wanted` names, and gives the lock back. */
  const pull = async (wanted: readonly string[] = Object.keys(files)) => {
    const listing = await client.list(model);
    const download = await client.download(
      listing,
      listing.files.filter(({ path }) => wanted.includes(path)),
    );
    await download.close();
    return download;
  };
  return { client, model, pull, folder };
}

/** Names of all files below a folder, locks excepted. */
function namesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

describe.each(['huggingface', 'modelscope'] as const)('HttpModelHub at %s', (hub) => {
  it('fetches what is wanted into a folder of its own, and nothing the second time', async () => {
    const server = await serve({ files });
    const { pull, folder } = open({ server, hub });
    const first = await pull();
    const revision = hub === 'huggingface' ? commit : 'master';
    const host = new URL(server.url).host.replace(':', '_');
    expect(first.folder).toBe(join(folder, host, 'some-org', 'some-model', revision));
    expect(first.receivedBytes).toBe(weights.length + files['config.json'].length);
    expect(readFileSync(join(first.folder, 'onnx/model.onnx')).equals(weights)).toBe(true);
    expect(namesBelow(folder)).toEqual(['config.json', 'model.onnx']);
    const served = server.servedBytes;
    expect((await pull()).receivedBytes).toBe(0);
    expect(server.servedBytes).toBe(served);
  });

  it('proves to the hub who asks', async () => {
    const server = await serve({ files });
    await open({ server, hub }).pull();
    for (const { authorization, cookie } of server.requests) {
      expect(authorization).toBe(`Bearer ${token}`);
      expect(cookie).toBe(hub === 'modelscope' ? `m_session_id=${token}` : undefined);
    }
  });

  it('goes on where the connection breaks, at random places', async () => {
    const random = seededRandom(7);
    const behave = (path: string, attempt: number): Behaviour =>
      path === 'config.json' || attempt >= 12
        ? {}
        : { cutAfter: Math.floor(random() * 40_000), rangesWithStatus200: hub === 'modelscope' };
    const server = await serve({ files, behave });
    const { folder } = await open({ server, hub, attempts: 20 }).pull();
    expect(readFileSync(join(folder, 'onnx/model.onnx')).equals(weights)).toBe(true);
    const requests = server.requestsFor('onnx/model.onnx');
    const starts = requests.map(({ range }) => Number(/\d+/.exec(range ?? '0')?.[0]));
    expect(requests.length).toBeGreaterThan(5);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    // Nothing that arrived is asked for again; what was cut on the way is.
    expect(starts.at(-1)).toBeGreaterThan(50_000);
  });

  it('checks the digests it is given', async () => {
    const server = await serve({ files, behave: () => ({ body: randomBytes(weights.length, 2) }) });
    const { pull, folder } = open({ server, hub });
    await expect(pull(['onnx/model.onnx'])).rejects.toMatchObject({ code: 'DOWNLOAD_CORRUPT' });
    expect(namesBelow(folder)).toEqual([]);
  });
});

describe('HttpModelHub', () => {
  const onlyWeights = ['onnx/model.onnx'];

  it('goes on in a later process, with the validator of the first', async () => {
    const folder = temporaryFolder();
    const server = await serve({
      files,
      behave: (_, attempt) => (attempt === 0 ? { cutAfter: 131_072, pauseMs: 2 } : {}),
    });
    await expect(open({ server, folder, attempts: 1 }).pull(onlyWeights)).rejects.toMatchObject({
      code: 'HUB_UNAVAILABLE',
    });
    expect(namesBelow(folder)).toEqual(['model.onnx.part', 'model.onnx.part.json']);
    const { receivedBytes } = await open({ server, folder, attempts: 1 }).pull(onlyWeights);
    const second = server.requestsFor('model.onnx').at(-1);
    expect(second?.ifRange).toMatch(/^"[0-9a-f]{16}"$/);
    expect(second?.range).toBe(`bytes=${weights.length - receivedBytes}-`);
    expect(receivedBytes).toBeLessThan(weights.length);
  });

  it('starts over with a server that ignores ranges', async () => {
    const behave = (_: string, attempt: number) => ({
      ignoreRange: true,
      ...(attempt < 2 ? { cutAfter: 100_000, chunked: attempt === 1 } : {}),
    });
    const server = await serve({ files, behave });
    const { folder } = await open({ server }).pull(onlyWeights);
    expect(readFileSync(join(folder, 'onnx/model.onnx')).equals(weights)).toBe(true);
    expect(server.requestsFor('model.onnx').map(({ range }) => range !== undefined)).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('does not join two versions when the validator changes between attempts', async () => {
    const other = randomBytes(weights.length, 3);
    const behave = (_: string, attempt: number) =>
      attempt === 0 ? { body: other, etag: '"old"', cutAfter: 100_000 } : { etag: '"new"' };
    const server = await serve({ files, behave });
    const { folder } = await open({ server }).pull(onlyWeights);
    expect(readFileSync(join(folder, 'onnx/model.onnx')).equals(weights)).toBe(true);
  });

  it('notices a changed validator also where the server does not, and no digest would', async () => {
    const other = randomBytes(weights.length, 3);
    const behave = (_: string, attempt: number) =>
      attempt === 0
        ? { body: other, etag: '"old"', cutAfter: 100_000 }
        : { etag: '"new"', ignoreIfRange: true };
    const lie = ({ lfs: _, blobId: __, ...entry }: Record<string, unknown>) => entry;
    const server = await serve({ files, behave, lie });
    const { folder } = await open({ server }).pull(onlyWeights);
    expect(readFileSync(join(folder, 'onnx/model.onnx')).equals(weights)).toBe(true);
  });

  it('fetches the whole again when joined pieces do not fit each other', async () => {
    const other = randomBytes(weights.length, 3);
    // Both versions claim to be the same.
    const behave = (_: string, attempt: number) => ({
      etag: '"same"',
      ...(attempt === 0 ? { body: other, cutAfter: 100_000 } : {}),
    });
    const server = await serve({ files, behave });
    const { folder } = await open({ server }).pull(onlyWeights);
    expect(readFileSync(join(folder, 'onnx/model.onnx')).equals(weights)).toBe(true);
    expect(server.requestsFor('model.onnx')).toHaveLength(3);
  });

  it('fetches a file again that has changed on the disk', async () => {
    const server = await serve({ files });
    const { pull } = open({ server });
    const { folder } = await pull();
    truncateSync(join(folder, 'onnx/model.onnx'), 1000);
    expect((await pull()).receivedBytes).toBe(weights.length);
    expect(readFileSync(join(folder, 'onnx/model.onnx')).equals(weights)).toBe(true);
  });

  it.each([
    ['fewer bytes than announced', { lie: 1 }, {}],
    ['more bytes than announced', { lie: -1 }, {}],
    ['more bytes than announced, without a length', { lie: -1 }, { chunked: true }],
  ])('refuses %s', async (_, { lie }, behaviour) => {
    const server = await serve({
      files,
      behave: () => behaviour,
      lie: (entry) => ({ ...entry, lfs: { ...(entry['lfs'] as object), size: weights.length + lie } }),
    });
    const { pull, folder } = open({ server });
    await expect(pull(onlyWeights)).rejects.toMatchObject({ code: 'DOWNLOAD_CORRUPT' });
    expect(namesBelow(folder).filter((name) => name === 'model.onnx')).toEqual([]);
  });

  it('ends with a server that always stops early, and with one that always starts over', async () => {
    const stopping = await serve({ files, behave: () => ({ cutAfter: 0 }) });
    await expect(open({ server: stopping }).pull(onlyWeights)).rejects.toMatchObject({
      code: 'HUB_UNAVAILABLE',
      message: expect.stringMatching(/onnx\/model\.onnx from 127\.0\.0\.1:\d+ cannot be fetched/),
    });
    expect(stopping.requestsFor('model.onnx')).toHaveLength(4);
    const changing = await serve({
      files,
      behave: (_, attempt) => ({ etag: `"${attempt}"`, cutAfter: 200_000 }),
    });
    await expect(open({ server: changing }).pull(onlyWeights)).rejects.toMatchObject({
      code: 'HUB_UNAVAILABLE',
    });
    expect(changing.requestsFor('model.onnx')).toHaveLength(4);
  });

  it('gives up a connection on which nothing arrives, and asks again', async () => {
    const behave = (_: string, attempt: number) => (attempt === 0 ? { hangAfter: 65_536 } : {});
    const server = await serve({ files, behave });
    const { folder } = await open({ server, idleMs: 200 }).pull(onlyWeights);
    expect(readFileSync(join(folder, 'onnx/model.onnx')).equals(weights)).toBe(true);
    expect(server.requestsFor('model.onnx')[1]?.range).toBe('bytes=65536-');
  });

  it('says how long nothing arrived', async () => {
    const server = await serve({ files, behave: () => ({ hangAfter: 0 }) });
    await expect(open({ server, idleMs: 50, attempts: 2 }).pull(onlyWeights)).rejects.toThrow(
      /nothing arrived for 0\.05 s/,
    );
  });

  it('asks again when the hub is busy', async () => {
    const behave = (_: string, attempt: number) => (attempt < 2 ? { status: [503, 429][attempt]! } : {});
    const server = await serve({ files, behave });
    expect((await open({ server }).pull(onlyWeights)).receivedBytes).toBe(weights.length);
  });

  it('keeps the token from every other host', async () => {
    const store = await serve({ files });
    const server = await serve({
      files,
      behave: () => ({ redirectTo: `${store.url}/some-org/some-model/resolve/x/onnx/model.onnx` }),
    });
    const { folder } = await open({ server }).pull(onlyWeights);
    expect(readFileSync(join(folder, 'onnx/model.onnx')).equals(weights)).toBe(true);
    expect(server.requests.every(({ authorization }) => authorization === `Bearer ${token}`)).toBe(true);
    expect(store.requests).toHaveLength(1);
    expect(store.requests[0]).toMatchObject({ authorization: undefined, cookie: undefined });
  });

  it('asks the hub again when an address it redirected to has run out', async () => {
    const store = await serve({ files, behave: (_, attempt) => (attempt === 0 ? { status: 403 } : {}) });
    const server = await serve({
      files,
      behave: () => ({ redirectTo: `${store.url}/some-org/some-model/resolve/x/onnx/model.onnx` }),
    });
    await open({ server }).pull(onlyWeights);
    expect(server.requestsFor('model.onnx')).toHaveLength(2);
  });

  it.each([
    ['plain http', 'http://example.com/model.onnx'],
    ['a file', 'file:///etc/passwd'],
    ['an address with a password', 'https://user:password@example.com/'],
  ])('does not follow a redirect to %s', async (_, redirectTo) => {
    const server = await serve({ files, behave: () => ({ redirectTo }) });
    const error = await open({ server })
      .pull(onlyWeights)
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'DOWNLOAD_UNSAFE' });
    expect((error as Error).message).not.toMatch(/password/);
  });

  it('does not redirect for ever', async () => {
    const server = await serve({
      files,
      behave: (path) => ({ redirectTo: `/some-org/some-model/resolve/x/${path}` }),
    });
    await expect(open({ server }).pull(onlyWeights)).rejects.toThrow(/redirects too often/);
    expect(server.requestsFor('model.onnx')).toHaveLength(6);
  });

  it.each([
    '../evil.pt',
    '/etc/evil.pt',
    'a/../../evil.pt',
    'a\\..\\evil.pt',
    'C:evil.pt',
    'a//b.pt',
    './a.pt',
    'a\nb.pt',
    'a\u202Etp.bin',
    'a.pt.part',
    '',
  ])('refuses the path %j before anything is written', async (path) => {
    const server = await serve({ files: { ...files, [path]: weights } });
    const { pull, folder } = open({ server });
    await expect(pull([path])).rejects.toMatchObject({ code: 'DOWNLOAD_UNSAFE' });
    expect(readdirSync(folder)).toEqual([]);
    expect(server.servedBytes).toBe(0);
  });

  it('refuses two files that are one on some disks', async () => {
    const server = await serve({ files: { 'A.pt': weights, 'a.pt': weights } });
    await expect(open({ server }).pull(['A.pt', 'a.pt'])).rejects.toMatchObject({ code: 'DOWNLOAD_UNSAFE' });
  });

  it('does not write through links in its folder, and takes no links from a hub', async () => {
    const [folder, outside] = [temporaryFolder(), temporaryFolder()];
    const server = await serve({
      files: { ...files, link: Buffer.from('/etc/passwd') },
      lie: (entry) => (entry['Path'] === 'link' ? { ...entry, Mode: '40960' } : entry),
    });
    const { client, model, pull } = open({ server, folder, hub: 'modelscope' });
    expect((await client.list(model)).files.map(({ path }) => path)).toEqual(Object.keys(files));
    const revision = join(folder, new URL(server.url).host.replace(':', '_'), 'some-org/some-model/master');
    mkdirSync(revision, { recursive: true });
    symlinkSync(outside, join(revision, 'onnx'));
    symlinkSync(join(outside, 'stolen'), join(revision, 'config.json.part'));
    await expect(pull(['config.json'])).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    await pull(onlyWeights);
    expect(readdirSync(outside)).toEqual([]);
  });

  it('leaves in the folder what was chosen, and nothing else', async () => {
    const server = await serve({ files: { ...files, 'a.pt': weights } });
    const { pull } = open({ server });
    const { folder } = await pull(['config.json', 'a.pt']);
    await pull();
    expect(namesBelow(folder)).toEqual(['config.json', 'model.onnx']);
    expect(existsSync(join(folder, 'a.pt'))).toBe(false);
  });

  it('has two downloads of one model wait for each other', async () => {
    const folder = temporaryFolder();
    const server = await serve({ files, behave: () => ({ pauseMs: 5 }) });
    const results = await Promise.all([open({ server, folder }).pull(), open({ server, folder }).pull()]);
    expect(results.map(({ receivedBytes }) => receivedBytes === 0).sort()).toEqual([false, true]);
    expect(readFileSync(join(results[0]!.folder, 'onnx/model.onnx')).equals(weights)).toBe(true);
  });

  it('says that the disk is too small before it fetches anything', async () => {
    const server = await serve({
      files,
      lie: (entry) => ({ ...entry, lfs: { ...(entry['lfs'] as object), size: Number.MAX_SAFE_INTEGER } }),
    });
    await expect(open({ server }).pull(onlyWeights)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(server.servedBytes).toBe(0);
  });

  it('takes files without a digest, and trusts what it has only by its validator', async () => {
    const server = await serve({
      files,
      behave: (_, attempt) => (attempt === 0 ? { cutAfter: 100_000, etag: 'W/"weak"' } : {}),
      lie: ({ lfs: _, blobId: __, ...entry }) => entry,
    });
    const { folder } = await open({ server }).pull(onlyWeights);
    expect(readFileSync(join(folder, 'onnx/model.onnx')).equals(weights)).toBe(true);
  });

  it.each([
    ['no JSON', '<html>', 'HUB_UNAVAILABLE'],
    ['JSON of another shape', '{"files": []}', 'HUB_UNAVAILABLE'],
    ['a list', '[]', 'HUB_UNAVAILABLE'],
    ['more than a listing can have', `"${'x'.repeat(17 << 20)}"`, 'HUB_UNAVAILABLE'],
  ])('refuses a listing that is %s', async (_, body, code) => {
    const server = await serve({ files, listing: () => ({ body }) });
    await expect(open({ server }).pull()).rejects.toMatchObject({ code });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    [404, 'NOT_FOUND', /some-org\/some-model at revision "main" of 127/],
    [401, 'HUB_UNAVAILABLE', /TUWEN_HUB_TOKEN/],
    [403, 'HUB_UNAVAILABLE', /TUWEN_HUB_TOKEN/],
    [418, 'HUB_UNAVAILABLE', /status 418/],
    [500, 'HUB_UNAVAILABLE', /status 500/],
  ])('says what status %d means', async (status, code, message) => {
    const server = await serve({ files, listing: () => ({ status, body: '{}' }) });
    const error = await open({ server })
      .pull()
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect((error as Error).message).not.toContain(token);
  });

  it('says that there is nobody', async () => {
    const server = await HubServer.start({ files });
    await server.stop();
    await expect(open({ server: { url: 'http://127.0.0.1:9' } as HubServer }).pull()).rejects.toMatchObject({
      code: 'HUB_UNAVAILABLE',
    });
  });

  it('leaves out entries of a listing that have no name or no size', async () => {
    const listing = () => ({
      body: JSON.stringify({
        sha: '../../x',
        siblings: [
          null,
          {},
          { rfilename: 'a' },
          { rfilename: 3, size: 1 },
          { rfilename: 'b', size: -1 },
          { rfilename: 'c', size: 2 },
        ],
      }),
    });
    const { client, model } = open({ server: await serve({ files, listing }) });
    const { revision, files: listed } = await client.list(model);
    expect([revision, listed]).toEqual(['main', [{ path: 'c', sizeBytes: 2 }]]);
  });

  it.each(['..', '.', ''])('refuses the revision %j as a folder', async (revision) => {
    const { client, model, folder } = open({ server: await serve({ files }) });
    await expect(client.download({ model, revision, files: [] }, [])).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps a branch with slashes in one folder', async () => {
    const server = await serve({ files });
    const { client, model } = open({ server, hub: 'modelscope' });
    const listing = await client.list({ ...model, revision: 'refs/pr/1' });
    const { folder, close } = await client.download(listing, []);
    await close();
    expect(folder.endsWith(join('some-model', 'refs%2Fpr%2F1'))).toBe(true);
    expect(server.requests[0]?.path).toContain('Revision=refs%2Fpr%2F1');
  });

  it('resumes from nothing that belongs to another version of the file', async () => {
    const folder = temporaryFolder();
    const server = await serve({
      files,
      behave: (_, attempt) => (attempt === 0 ? { cutAfter: 100_000 } : {}),
    });
    const { pull } = open({ server, folder, attempts: 1, hub: 'modelscope' });
    await pull(onlyWeights).catch(() => undefined);
    const part = join(
      folder,
      new URL(server.url).host.replace(':', '_'),
      'some-org/some-model/master/onnx/model.onnx.part',
    );
    writeFileSync(
      `${part}.json`,
      JSON.stringify({ digest: '0'.repeat(64), sizeBytes: weights.length, etag: '"x"' }),
    );
    expect((await pull(onlyWeights)).receivedBytes).toBe(weights.length);
  });
});
