import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { DomainError } from '../../core/errors.ts';
import { picture } from '../support/fake-model.ts';
import { fakeServices } from '../support/fake-services.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { testServer } from '../support/test-server.ts';

const adminKey = 'correct-horse-battery-staple';
const withKey = { authorization: `Bearer ${adminKey}` };

/** Twelve texts, each the twin of the picture of its number. */
async function writeSet(folder: string, bad: readonly number[] = []): Promise<void> {
  const vector = (i: number) => [Math.cos(i / 4), Math.sin(i / 4), 0, 0];
  const range = Array.from({ length: 12 }, (_, i) => i);
  const texts = range.map((i) =>
    JSON.stringify({ text_id: 100 + i, text: JSON.stringify(vector(i)), image_ids: [i] }),
  );
  const bytes = (i: number) => (bad.includes(i) ? Buffer.from('bad') : Buffer.from(picture(...vector(i))));
  const images = range.map((i) => `${i}\t${bytes(i).toString('base64')}`);
  await writeFile(join(folder, 'texts.jsonl'), `${texts.join('\n')}\n`);
  await writeFile(join(folder, 'images.tsv'), `${images.join('\n')}\n`);
}

async function jobServer(changes: Parameters<typeof testServer>[0] = {}) {
  const services = fakeServices(temporaryFolder());
  await writeSet(services.folder);
  const server = await testServer({ services, ...changes });
  const client = (connectionParams: Record<string, unknown> = {}, headers: Record<string, string> = {}) => {
    class HeadedSocket extends WebSocket {
      constructor(address: string, protocols: string | string[]) {
        super(address, protocols, { headers });
      }
    }
    const opened = createClient({
      url: `${server.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: HeadedSocket,
      connectionParams,
      retryAttempts: 0,
    });
    onTestFinished(() => void opened.dispose());
    return opened;
  };
  const run = () => {
    services.jobRunner.start();
    onTestFinished(() => services.jobRunner.stop());
  };
  return { ...server, services, client, run };
}

const start = `mutation ($input: StartRetrievalEvaluationInput!) { startRetrievalEvaluation(input: $input) { id state input } }`;
const input = { images: 'images.tsv', texts: 'texts.jsonl' };
const watch = `subscription ($id: ID!) { jobProgress(id: $id) { state progress { stage done } result artefacts { name url } error { code message } } }`;

/** Everything that a subscription gives. */
async function all(client: ReturnType<typeof createClient>, query: string, variables = {}) {
  const answers = [];
  for await (const answer of client.iterate({ query, variables })) answers.push(answer);
  // biome-ignore lint/suspicious/noExplicitAny: answers are whatever the query asked for
  return answers as any[];
}

describe('an evaluation over HTTP and a websocket', () => {
  it('is started, watched and downloaded', async () => {
    const { graphql, client, run, url } = await jobServer();
    const { data, errors } = await graphql(start, { input });
    expect(errors).toEqual([]);
    expect(data.startRetrievalEvaluation).toMatchObject({ state: 'QUEUED' });
    const { id } = data.startRetrievalEvaluation;
    const watching = all(client(), watch, { id });
    run();
    const answers = await watching;
    const last = answers.at(-1).data.jobProgress;
    expect(last.error).toBeNull();
    expect(last).toMatchObject({
      state: 'SUCCEEDED',
      result: {
        counts: { texts: 12, images: 12, unreadableImages: 0 },
        textToImage: { r1: 100, r5: 100, r10: 100, mean: 100 },
        imageToText: { r1: 100, r5: 100, r10: 100, mean: 100 },
        precision: 'float32',
        provider: 'cpu',
        published: null,
        versions: { tuwen: 'test' },
      },
    });
    expect(last.artefacts.map(({ name }: { name: string }) => name).toSorted()).toEqual([
      'eval_imgs.img_feat.jsonl',
      'eval_predictions.jsonl',
      'eval_score.json',
      'eval_texts.tr.jsonl',
      'eval_texts.txt_feat.jsonl',
      'eval_tr_predictions.jsonl',
      'eval_tr_score.json',
      'outcomes.jsonl',
    ]);
    const { url: path } = last.artefacts.find(({ name }: { name: string }) => name.includes('img_feat'));
    await expectDownload(`${url}${path}`);
  });

  it('leaves out and counts unreadable pictures where it may, and fails with the id where not', async () => {
    const { graphql, client, run, services } = await jobServer();
    await writeSet(services.folder, [3]);
    const ids = [];
    for (const unreadable of ['FAIL', 'SKIP'])
      ids.push((await graphql(start, { input: { ...input, unreadable } })).data.startRetrievalEvaluation.id);
    run();
    const [failed, skipped] = await Promise.all(ids.map((id) => all(client(), watch, { id })));
    expect(failed!.at(-1).data.jobProgress).toMatchObject({
      state: 'FAILED',
      error: { code: 'IMAGE_UNREADABLE', message: expect.stringContaining('Picture 3') },
      artefacts: [],
    });
    expect(skipped!.at(-1).data.jobProgress.result).toMatchObject({
      counts: { images: 12, unreadableImages: 1 },
      unreadableImages: ['3'],
      textToImage: { r10: (11 / 12) * 100 },
      imageToText: { r10: 100 },
    });
  });

  it.each(['../texts.jsonl', '/etc/passwd', 'no.jsonl', 'a\0b', ''])('refuses the path %j', async (texts) => {
    const { graphql } = await jobServer();
    const { errors } = await graphql(start, { input: { ...input, texts } });
    expect(errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT' } }]);
  });

  it('cancels, retries and lists', async () => {
    const { graphql } = await jobServer();
    const id = async () => (await graphql(start, { input })).data.startRetrievalEvaluation.id;
    const [first, second] = [await id(), await id()];
    const change = async (name: string, of: string) => graphql(`mutation { ${name}(id: "${of}") { state } }`);
    expect((await change('cancelJob', first)).data.cancelJob.state).toBe('CANCELLED');
    expect((await change('retryJob', first)).data.retryJob.state).toBe('QUEUED');
    expect((await change('retryJob', second)).errors).toMatchObject([
      { extensions: { code: 'INVALID_INPUT' } },
    ]);
    expect((await change('cancelJob', '77')).errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    const page = `query ($after: String) { jobs(first: 1, after: $after) { nodes { id } pageInfo { endCursor hasNextPage } } }`;
    const { data: one } = await graphql(page);
    expect(one.jobs).toMatchObject({ nodes: [{ id: second }], pageInfo: { hasNextPage: true } });
    const { data: two } = await graphql(page, { after: one.jobs.pageInfo.endCursor });
    expect(two.jobs).toMatchObject({ nodes: [{ id: first }], pageInfo: { hasNextPage: false } });
  });
});

it("a backup is an administrator's from its start to its file, and the last one stays", async () => {
  const { graphql, run, services, url } = await jobServer({ adminKey });
  const by = { kind: 'local', subject: 'local', role: 'admin' } as const;
  const { token } = await services.apiKeys.create({ name: 'e', role: 'editor' }, by);
  const editor = { authorization: `Bearer ${token}` };
  const begin = 'mutation { startBackup { id state input } }';
  const refused = [{ extensions: { code: 'FORBIDDEN' } }];
  expect((await graphql(begin, {}, editor)).errors).toMatchObject(refused);
  const ids: string[] = [];
  for (const _ of [1, 2]) ids.push((await graphql(begin, {}, withKey)).data.startBackup.id);
  for (const name of ['cancelJob', 'retryJob', 'pauseJob', 'resumeJob'])
    expect((await graphql(`mutation { ${name}(id: "${ids[0]}") { id } }`, {}, editor)).errors).toMatchObject(
      refused,
    );
  run();
  for (const id of ids) for await (const _ of await services.jobs.watch(id));
  const query = '{ jobs(first: 5) { nodes { state input result artefacts { name mediaType url } } } }';
  const { data } = await graphql(query, {}, withKey);
  const [second, first] = data.jobs.nodes;
  expect(first).toMatchObject({ state: 'SUCCEEDED', artefacts: [] });
  expect(second).toMatchObject({ state: 'SUCCEEDED', input: { models: true }, result: { items: 0 } });
  const [file] = second.artefacts;
  expect(file).toMatchObject({ name: 'tuwen-backup.zip', mediaType: 'application/zip' });
  // Packed already, so not once more.
  const { encoding, body } = await rawBody(`${url}${file.url}`, { 'accept-encoding': 'gzip' });
  expect([encoding, body.toString()]).toEqual([undefined, 'backup']);
  expect(existsSync(services.jobFiles.pathOf(ids[0]!, file.name))).toBe(false);
  const seen = await graphql(query, {}, editor);
  expect(seen.data.jobs.nodes[0].artefacts).toEqual([{ ...file, url: null }]);
});

async function expectDownload(link: string): Promise<void> {
  const plain = await fetch(link, { headers: { 'accept-encoding': 'identity' } });
  expect(plain.status).toBe(200);
  const whole = Buffer.from(await plain.arrayBuffer());
  expect(whole.toString().trim().split('\n')).toHaveLength(12);
  expect(plain.headers.get('etag')).toBe(`"${createHash('sha256').update(whole).digest('hex')}"`);
  const part = await fetch(link, { headers: { range: 'bytes=5-14' } });
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 5-14/${whole.length}`]);
  expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(5, 15));
  const zipped = await rawBody(link, { 'accept-encoding': 'gzip' });
  expect(zipped.encoding).toBe('gzip');
  expect(gunzipSync(zipped.body)).toEqual(whole);
  const late = link.replace(/expires=\d+/, `expires=${Date.now() + 9e9}`);
  expect((await fetch(late)).status).toBe(403);
  expect((await fetch(link.replace('img_feat', 'txt_feat'))).status).toBe(403);
}

function rawBody(link: string, headers: Record<string, string>) {
  return new Promise<{ encoding: string | undefined; body: Buffer }>((resolve, reject) => {
    request(link, { headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      resolve({ encoding: response.headers['content-encoding'], body: Buffer.concat(chunks) });
    })
      .on('error', reject)
      .end();
  });
}

describe('the websocket', () => {
  it.each([
    ['a page of another origin', { origin: 'https://evil.example' }],
    ['an opaque origin', { origin: 'null' }],
    ['another name for this machine', { host: 'evil.example' }],
  ])('refuses %s', async (_, headers) => {
    const { client } = await jobServer();
    await expect(all(client({}, headers), watch, { id: '1' })).rejects.toMatchObject({
      message: expect.stringContaining('403'),
    });
  });

  it('tells errors as HTTP does', async () => {
    const { client } = await jobServer();
    const [answer] = await all(client(), watch, { id: '1' }).catch((error: unknown) => [error]);
    expect(JSON.stringify(answer)).toContain('NOT_FOUND');
  });

  it.each([
    ['queries', '{ models { name } }', /Only subscriptions/],
    ['mutations', 'mutation { cancelJob(id: "1") { id } }', /Only subscriptions/],
    ['too long documents', `subscription { jobProgress(id: "1") { ${'id '.repeat(2001)} } }`, /2000 tokens/],
    ['what is no GraphQL', '{', /Syntax Error/],
    ['unknown fields', 'subscription { jobProgress(id: "1") { no } }', /Cannot query field/],
  ])('refuses %s', async (_, query, message) => {
    const { client } = await jobServer();
    await expect(all(client(), query)).rejects.toMatchObject([{ message: expect.stringMatching(message) }]);
  });

  it('shows links to those with the key only, wherever it comes', async () => {
    const { graphql, client, run } = await jobServer({ adminKey, anonymousRole: 'reader' });
    const { data } = await graphql(start, { input }, withKey);
    const { id } = data.startRetrievalEvaluation;
    run();
    const linksOf = async (parameters: object, headers: Record<string, string>) => {
      const answers = await all(client({ ...parameters }, headers), watch, { id });
      return answers
        .at(-1)
        .data.jobProgress.artefacts.filter(({ url }: { url: string | null }) => url !== null).length;
    };
    expect(await linksOf({}, {})).toBe(0);
    await expect(linksOf({ authorization: 'Bearer wrong' }, {})).rejects.toMatchObject({ code: 4401 });
    expect(await linksOf(withKey, {})).toBe(8);
    expect(await linksOf({}, withKey)).toBe(8);
  });

  it('closes when the key is not good, and when it is revoked in the middle', async () => {
    const { graphql, client, services } = await jobServer({ adminKey });
    const { data } = await graphql(start, { input }, withKey);
    const { id } = data.startRetrievalEvaluation;
    for (const parameters of [{}, { authorization: 'Bearer tuwen_a' }])
      await expect(all(client(parameters), watch, { id })).rejects.toMatchObject({ code: 4401 });
    const find = services.apiKeys.find.bind(services.apiKeys);
    services.apiKeys.find = () => Promise.reject(new DomainError('DATABASE_UNAVAILABLE', 'It is away.'));
    const away = all(client({ authorization: 'Bearer tuwen_a' }), watch, { id });
    await expect(away).rejects.toMatchObject({ code: 1013, reason: 'DATABASE_UNAVAILABLE' });
    services.apiKeys.find = find;
    const by = { kind: 'local', subject: 'local', role: 'admin' } as const;
    const { key, token } = await services.apiKeys.create({ name: 'a', role: 'reader' }, by);
    const watching = client({ authorization: `Bearer ${token}` }).iterate({
      query: watch,
      variables: { id },
    });
    expect((await watching.next()).value.data.jobProgress.state).toBe('QUEUED');
    await services.apiKeys.revoke(key.id);
    await services.jobs.cancel(id);
    await expect(watching.next()).rejects.toMatchObject({ code: 4401 });
  });

  it('ends a connection that sends too much, without a word in the log', async () => {
    const printed = vi.spyOn(console, 'error');
    onTestFinished(() => printed.mockRestore());
    const { client } = await jobServer();
    const closed = all(client({ filler: 'x'.repeat(70_000) }), watch, { id: '1' });
    await expect(closed).rejects.toMatchObject({ code: 1009 });
    expect(printed).not.toHaveBeenCalled();
  });

  it('holds the server up no longer than it takes to say so', async () => {
    const { graphql, client, close } = await jobServer();
    const { data } = await graphql(start, { input });
    const watching = all(client(), watch, { id: data.startRetrievalEvaluation.id });
    const ended = expect(watching).rejects.toMatchObject({ code: 1001 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await close();
    await ended;
  });

  it('is not to be had over HTTP', async () => {
    const { graphql } = await jobServer();
    expect((await graphql('subscription { jobProgress(id: "1") { id } }')).status).toBe(405);
  });
});

describe('zero-shot evaluations over HTTP', () => {
  async function writeClasses(folder: string): Promise<void> {
    for (const [c, axis] of [0, 1].entries()) {
      await mkdir(join(folder, 'test', String(c)), { recursive: true });
      const vector = [0, 0, 0, 0].map((_, i) => Number(i === axis)) as [number, number, number, number];
      await writeFile(join(folder, 'test', String(c), 'a.png'), picture(...vector));
    }
    await writeFile(join(folder, 'label_cn.txt'), '[1,0,0,0]\n[0,1,0,0]\n');
  }
  const result = 'state result error { code message } artefacts { name }';

  it('compare sets of templates in one pass', async () => {
    const { graphql, run, services } = await jobServer();
    await writeClasses(services.folder);
    const document = `mutation ($input: StartZeroShotEvaluationInput!) { startZeroShotEvaluation(input: $input) { id input } }`;
    const templateSets = [
      { name: 'one', templates: ['{}'] },
      { name: 'two', templates: ['{}', '{}'] },
    ];
    const started = await graphql(document, { input: { folder: 'test', templateSets } });
    expect(started.data.startZeroShotEvaluation.input).toMatchObject({ model: 'fake', unreadable: 'fail' });
    run();
    for await (const _ of await services.jobs.watch(started.data.startZeroShotEvaluation.id));
    const { data } = await graphql(`{ jobs(first: 1) { nodes { ${result} } } }`);
    expect(data.jobs.nodes[0]).toMatchObject({
      state: 'SUCCEEDED',
      result: { scores: [{ templates: 'one', accuracy: { value: 1 } }, { templates: 'two' }] },
      artefacts: [{ name: 'outcomes.jsonl' }, { name: 'report.json' }],
    });
    const twice = { folder: 'test', templateSets, templatesFile: 'x.json' };
    expect((await graphql(document, { input: twice })).errors[0]).toMatchObject({
      extensions: { code: 'INVALID_INPUT' },
    });
  });

  it("run over ELEVATER's sets and make a submission", async () => {
    const { graphql, run, services } = await jobServer();
    await writeClasses(join(services.folder, 'all/rendered-sst2'));
    const document = `mutation ($input: StartElevaterRunInput!) { startElevaterRun(input: $input) { id } }`;
    const started = await graphql(document, { input: { folder: 'all', incomplete: true } });
    run();
    for await (const _ of await services.jobs.watch(started.data.startElevaterRun.id));
    const { data } = await graphql(`query ($id: ID!) { job(id: $id) { ${result} } }`, {
      id: started.data.startElevaterRun.id,
    });
    expect(data.job).toMatchObject({
      state: 'SUCCEEDED',
      result: {
        meanScore: 1,
        submission: 'submission.zip',
        problems: ['rendered-sst2.json: 2 pictures, rendered-sst2 has 1821'],
      },
    });
    expect(data.job.artefacts.map(({ name }: { name: string }) => name)).toContain('submission.zip');
  });
});
