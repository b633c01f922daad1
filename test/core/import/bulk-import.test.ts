import { createHash } from 'node:crypto';
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ZipFile } from 'yazl';
import { DomainError } from '../../../core/errors.ts';
import { BulkImport, bulkImportKind } from '../../../core/import/bulk-import.ts';
import { sweepUploads } from '../../../core/import/sweep-uploads.ts';
import type { JobWork } from '../../../core/jobs/job-handler.ts';
import type { JsonObject } from '../../../core/json.ts';
import { makeZip } from '../../adapters/torch/make-zip.ts';
import { picture } from '../../support/fake-model.ts';
import { fakeServices } from '../../support/fake-services.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { testServer } from '../../support/test-server.ts';

let services: ReturnType<typeof fakeServices>;

beforeEach(async () => {
  services = fakeServices(temporaryFolder());
  await createEmpty();
});

/** The collection `c`. */
async function createEmpty(): Promise<void> {
  const { spaceId, dimension, name } = services.model.manifest;
  await services.collections.create({ name: 'c', description: null, modelName: name, spaceId, dimension });
}

/** Eleven pictures with ids 0 to 10; `bad` cannot be read, and line 4 is none. */
async function writePictures(bad = 7): Promise<void> {
  const bytes = (i: number) => (i === bad ? 'bad' : picture(Math.cos(i), Math.sin(i), 0, 0));
  const lines = Array.from({ length: 11 }, (_, i) => `${i}\t${Buffer.from(bytes(i)).toString('base64')}`);
  await writeFile(join(services.folder, 'i.tsv'), lines.toSpliced(3, 0, 'no line').join('\n'));
}

const input = { collection: 'c', source: { kind: 'original', path: 'i.tsv' } };
const startJob = () => services.jobs.start(bulkImportKind, input as unknown as JsonObject);

/** Runs until the job has ended. */
async function finished(id: string) {
  services.jobRunner.start();
  onTestFinished(() => services.jobRunner.stop());
  await vi.waitFor(
    async () => {
      const { state } = (await services.jobs.find(id))!;
      expect(['queued', 'running']).not.toContain(state);
    },
    { timeout: 20_000 },
  );
  return (await services.jobs.find(id))!;
}

async function keys(): Promise<readonly string[]> {
  const { id } = (await services.collections.find('c'))!;
  const { nodes } = await services.collections.listItems(id, 100);
  return nodes.map(({ key }) => key).sort((a, b) => Number(a) - Number(b));
}

async function rejects(jobId: string): Promise<readonly unknown[]> {
  const lines: unknown[] = [];
  for await (const line of services.jobFiles.lines(jobId, 'rejects.jsonl')) lines.push(JSON.parse(line));
  return lines;
}

const allKeys = ['0', '1', '2', '3', '4', '5', '6', '8', '9', '10'];
const bothRejects = [
  { where: 'i.tsv:4', code: 'INVALID_INPUT', message: 'expected a whole number, a tab and base64.' },
  { where: 'i.tsv:9', key: '7', code: 'IMAGE_UNREADABLE', message: expect.any(String) },
];

/** A handler with batches of four, and the work of a job that is killed when it saves for the `crashAt`th time. */
async function crashing(crashAt: number, given: object = input) {
  const { addItems, collections, roots, importFiles, uploads } = services;
  const filled: string[] = [];
  const handler = new BulkImport({
    addItems,
    collections,
    index: collections,
    roots,
    importFiles,
    uploads,
    onFilled: async (collection) => void filled.push(collection.name),
    batchSize: 4,
  });
  const { id } = await services.jobStore.enqueue('other', {});
  const prepared = await handler.prepare(given as JsonObject);
  let checkpoint: JsonObject | null = null;
  let saved = 0;
  const work = (): JobWork => ({
    jobId: id,
    input: prepared,
    checkpoint,
    signal: new AbortController().signal,
    files: services.jobFiles,
    progress: async () => undefined,
    publish: async () => undefined,
    saveCheckpoint: async (state) => {
      if (++saved === crashAt) throw new Error('killed');
      checkpoint = state;
    },
  });
  return { handler, id, work, filled };
}

describe('a bulk import', () => {
  it('stores what it can, tells the rest line by line, and counts', async () => {
    await writePictures();
    const job = await finished((await startJob()).id);
    expect(job.error).toBeNull();
    expect(job).toMatchObject({
      state: 'succeeded',
      progress: { stage: 'items', done: 12, total: 12, rejects: bothRejects },
      result: { collection: 'c', read: 12, created: 10, updated: 0, rejected: 2 },
    });
    expect(await keys()).toEqual(allKeys);
    expect(await rejects(job.id)).toEqual(bothRejects);
    expect((await services.jobs.artefacts(job)).map(({ name }) => name)).toEqual(['rejects.jsonl']);
    expect(services.collections.analysed).toBe(1);
    const again = await finished((await startJob()).id);
    expect(again.result).toMatchObject({ created: 0, updated: 10, rejected: 2 });
    expect(await keys()).toEqual(allKeys);
  });

  it.each([1, 2, 3])(
    'goes on after checkpoint %i, with nothing lost and nothing told twice',
    async (crashAt) => {
      await writePictures();
      const { handler, id, work, filled } = await crashing(crashAt);
      await expect(handler.run(work())).rejects.toThrow('killed');
      expect(filled).toEqual([]);
      expect(await handler.run(work())).toMatchObject({ read: 12, rejected: 2 });
      expect(filled).toEqual(['c']);
      expect(await keys()).toEqual(allKeys);
      expect(await rejects(id)).toEqual(bothRejects);
    },
  );

  it('tells line by line which field does not fit the schema of the collection, and stores the others', async () => {
    const c = (await services.collections.find('c'))!;
    const properties = { year: { type: 'integer' }, camera: { properties: { model: { type: 'string' } } } };
    const metadataSchema = { required: ['year'], properties };
    await services.collections.update(c.id, { description: null, metadataSchema });
    const metadata = [{ year: 2024 }, { year: '2024' }, {}, { year: 1, camera: { model: 7 } }, { year: 2 }];
    const lines = metadata.map((each, i) =>
      JSON.stringify({ key: String(i), text: `[${i},1,0,0]`, metadata: each }),
    );
    await writeFile(join(services.folder, 'i.jsonl'), lines.join('\n'));
    const source = { kind: 'lines', path: 'i.jsonl' };
    const job = await finished((await services.jobs.start(bulkImportKind, { collection: 'c', source })).id);
    expect(job).toMatchObject({ state: 'succeeded', result: { read: 5, created: 2, rejected: 3 } });
    expect(await keys()).toEqual(['0', '4']);
    const misfit = (line: number, problem: string) => ({
      where: `i.jsonl:${line}`,
      key: String(line - 1),
      code: 'INVALID_INPUT',
      message: `The metadata does not fit the collection's schema: ${problem}.`,
    });
    expect(await rejects(job.id)).toEqual([
      misfit(2, '/year must be integer, found "2024"'),
      misfit(3, '/year is missing'),
      misfit(4, '/camera/model must be string, found 7'),
    ]);
  });

  const imported = async (source: object) =>
    finished((await services.jobs.start(bulkImportKind, { collection: 'c', source } as JsonObject)).id);

  it('loses one row to a bad quote, and none of those around it', async () => {
    const rows = Array.from({ length: 1500 }, (_, i) => `${i},"[1,${i},0,0]"`);
    rows[1199] = '1199,"bad" quote';
    await writeFile(join(services.folder, 'mid.csv'), ['key,text', ...rows].join('\n'));
    const job = await imported({ kind: 'csv', path: 'mid.csv' });
    expect(job).toMatchObject({
      state: 'succeeded',
      progress: { done: 1500, total: 1500 },
      result: { read: 1500, created: 1499, rejected: 1 },
    });
    expect(await rejects(job.id)).toMatchObject([
      {
        where: 'mid.csv:1201',
        code: 'INVALID_INPUT',
        message: expect.stringContaining('a quote is in the wrong place'),
      },
    ]);
  });

  it('keeps what it read before a source turns out to be damaged, and names it', async () => {
    const line = (i: number) => `{"key":"${i}","text":"[1,${i},0,0]"}\n`;
    const items = Buffer.from(Array.from({ length: 3000 }, (_, i) => line(i)).join(''));
    const zip = makeZip([{ name: 'items.jsonl', data: items }]);
    await writeFile(
      join(services.folder, 'd.zip'),
      zip.fill('x', zip.indexOf(line(270)), zip.indexOf(line(271)) - 1),
    );
    expect(await imported({ kind: 'zip', path: 'd.zip' })).toMatchObject({
      state: 'failed',
      error: {
        code: 'INVALID_INPUT',
        message: expect.stringMatching(/^items\.jsonl in d\.zip is damaged\./),
      },
    });
    const { id } = (await services.collections.find('c'))!;
    expect(await services.collections.countItems(id)).toBe(2999);
  });

  it.each([
    ['', 'items.csv is empty. Its first line names the columns'],
    ['key,text\n', 'nothing to import in the source. Items are the rows below the header'],
  ])('says what is the matter with the CSV file %j', async (content, message) => {
    await writeFile(join(services.folder, 'items.csv'), content);
    expect(await imported({ kind: 'csv', path: 'items.csv' })).toMatchObject({
      state: 'failed',
      error: { code: 'INVALID_INPUT', message: expect.stringContaining(message) },
    });
  });

  it('begins anew when the source has changed since', async () => {
    await writePictures();
    const { handler, id, work } = await crashing(2);
    await expect(handler.run(work())).rejects.toThrow('killed');
    await writePictures(-1);
    expect(await handler.run(work())).toMatchObject({ read: 12, rejected: 1 });
    expect(await keys()).toHaveLength(11);
    expect(await rejects(id)).toEqual(bothRejects.slice(0, 1));
  });

  it('begins anew when another collection has the name now', async () => {
    await writePictures();
    const { handler, id, work } = await crashing(3);
    await expect(handler.run(work())).rejects.toThrow('killed');
    await services.collections.delete('c');
    await createEmpty();
    expect(await handler.run(work())).toMatchObject({ read: 12, created: 10, rejected: 2 });
    expect(await keys()).toEqual(allKeys);
    expect(await rejects(id)).toEqual(bothRejects);
  });

  it('does not go on into another collection that gets the name meanwhile', async () => {
    await writePictures();
    const { handler, work } = await crashing(0);
    const saving = work();
    const replacing: JobWork = {
      ...saving,
      saveCheckpoint: async (state) => {
        await saving.saveCheckpoint(state);
        if (state['read'] !== 4) return;
        await services.collections.delete('c');
        await createEmpty();
      },
    };
    await expect(handler.run(replacing)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('another has its name now'),
    });
    expect(await handler.run(work())).toMatchObject({ read: 12, created: 10 });
    expect(await keys()).toEqual(allKeys);
  });

  it('begins anew when pictures of a folder below went away, and so moved the others', async () => {
    const folder = join(services.folder, 'set/below');
    await mkdir(folder, { recursive: true });
    for (let i = 0; i < 9; i++)
      await writeFile(join(folder, `${i}.png`), picture(Math.cos(i), Math.sin(i), 0, 0));
    const { handler, work } = await crashing(2, { collection: 'c', source: { kind: 'folder', path: 'set' } });
    await expect(handler.run(work())).rejects.toThrow('killed');
    for (const i of [0, 1, 2]) await rm(join(folder, `${i}.png`));
    await services.collections.delete('c');
    await createEmpty();
    expect(await handler.run(work())).toMatchObject({ read: 6, created: 6 });
    expect(await keys()).toHaveLength(6);
  });

  it('goes on from its checkpoint when the answer of the database was lost, and doubles nothing', async () => {
    await writePictures();
    const upsert = services.collections.upsert.bind(services.collections);
    let times = 0;
    services.collections.upsert = async (...given) => {
      const stored = await upsert(...given);
      if (++times === 1) throw new DomainError('DATABASE_UNAVAILABLE', 'away');
      return stored;
    };
    const job = await finished((await startJob()).id);
    // Three batches, the first one twice.
    expect([job.state, times]).toEqual(['succeeded', 4]);
    expect(await keys()).toEqual(allKeys);
  });

  it('fails in words when the database stays away, and goes on when it is retried', async () => {
    await writePictures();
    const upsert = services.collections.upsert.bind(services.collections);
    services.collections.upsert = () => Promise.reject(new DomainError('DATABASE_UNAVAILABLE', 'away'));
    const { id } = await startJob();
    expect(await finished(id)).toMatchObject({ state: 'failed', error: { code: 'DATABASE_UNAVAILABLE' } });
    services.collections.upsert = upsert;
    await services.jobs.retry(id);
    expect(await finished(id)).toMatchObject({ state: 'succeeded', result: { read: 12, created: 10 } });
  });

  it('ends when the disk is full instead of rejecting every picture, and goes on when there is room', async () => {
    await writePictures();
    const put = services.blobs.put.bind(services.blobs);
    services.blobs.put = () =>
      Promise.reject(new DomainError('STORAGE_FAILED', 'A picture cannot be written.'));
    const { id } = await startJob();
    expect(await finished(id)).toMatchObject({ state: 'failed', error: { code: 'STORAGE_FAILED' } });
    expect(await keys()).toEqual([]);
    services.blobs.put = put;
    await services.jobs.retry(id);
    expect(await finished(id)).toMatchObject({ state: 'succeeded', result: { created: 10, rejected: 2 } });
    expect(await rejects(id)).toEqual(bothRejects);
  });

  it('fails for an empty source, and for a collection that is deleted meanwhile', async () => {
    await writeFile(join(services.folder, 'i.tsv'), '');
    expect(await finished((await startJob()).id)).toMatchObject({
      state: 'failed',
      error: { code: 'INVALID_INPUT', message: expect.stringContaining('nothing to import') },
    });
    await writePictures();
    await services.jobRunner.stop();
    const { handler, work } = await crashing(0);
    await services.collections.delete('c');
    await expect(handler.run(work())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('fails for a file of another form, and says what was expected of its first line', async () => {
    await writeFile(join(services.folder, 'i.tsv'), 'key,text\n1,一\n2,二\n3,三\n4,四\n');
    const job = await finished((await startJob()).id);
    expect(job).toMatchObject({ state: 'failed', error: { code: 'INVALID_INPUT' } });
    expect(job.error!.message).toMatch(
      /None of the 5 entries .* i\.tsv:1: expected a whole number, a tab and base64\. Give the file as/,
    );
    // Where one line is an item, the others are rejects.
    await writeFile(join(services.folder, 'i.tsv'), `no line\n1\t${Buffer.from('bad').toString('base64')}\n`);
    expect(await finished((await startJob()).id)).toMatchObject({
      state: 'succeeded',
      result: { rejected: 2 },
    });
  });

  it('imports pictures although texts are broken or belong to none, and counts those', async () => {
    await writePictures(-1);
    const texts = [
      '{"text_id": 1, "text": "[1,2,0,0]", "image_ids": [3]}',
      '{"text_id',
      '{"text_id": 2, "text": "x", "image_ids": [99]}',
    ];
    await writeFile(join(services.folder, 't.jsonl'), texts.join('\n'));
    const source = { ...input.source, texts: 't.jsonl' };
    const job = await finished((await services.jobs.start(bulkImportKind, { collection: 'c', source })).id);
    expect(job).toMatchObject({
      state: 'succeeded',
      progress: { done: 14, total: 14 },
      result: { read: 14, created: 11, rejected: 3 },
    });
    expect(await rejects(job.id)).toMatchObject([
      { where: 't.jsonl:2' },
      { where: 'i.tsv:4' },
      { where: 't.jsonl:3' },
    ]);
  });

  it('refuses at the start a collection that is not there and a path outside', async () => {
    const start = (collection: string, path: string) =>
      services.jobs.start(bulkImportKind, { collection, source: { kind: 'folder', path } });
    await expect(start('none', '.')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(start('c', '/etc')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('runs beside another one into the same collection', async () => {
    await writePictures(-1);
    const [one, other] = [await crashing(0), await crashing(0)];
    await Promise.all([one.handler.run(one.work()), other.handler.run(other.work())]);
    expect(await keys()).toHaveLength(11);
  });
});

it.each(['store', 'skip'])('tells items with the picture of another one: %s', async (duplicates) => {
  const line = (key: string, x: number) => `${key}\t${Buffer.from(picture(x, 1, 0, 0)).toString('base64')}`;
  const rows = [line('1', 1), line('2', 2), line('3', 1), line('4', 3), line('5', 4), line('6', 2)];
  await writeFile(join(services.folder, 'i.tsv'), rows.join('\n'));
  const job = await services.jobs.start(bulkImportKind, { ...input, duplicates } as unknown as JsonObject);
  const { result, progress } = await finished(job.id);
  const stored = duplicates === 'store';
  const counts = { created: stored ? 6 : 4, rejected: 0, duplicates: 2, skipped: stored ? 0 : 2 };
  expect(result).toMatchObject({ read: 6, ...counts });
  expect(progress).toMatchObject({ counts });
  const told: unknown[] = [];
  for await (const told_ of services.jobFiles.lines(job.id, 'duplicates.jsonl')) told.push(JSON.parse(told_));
  expect(told).toEqual([
    { where: 'i.tsv:3', key: '3', of: '1', stored },
    { where: 'i.tsv:6', key: '6', of: '2', stored },
  ]);
  expect((await services.jobs.artefacts(job)).map(({ name }) => name)).toEqual(['duplicates.jsonl']);
});

it('is started over HTTP, paused, resumed, and its rejects are downloaded', async () => {
  await writePictures();
  const { graphql, url } = await testServer({ services });
  const start = 'mutation ($input: StartImportInput!) { startImport(input: $input) { id state } }';
  const { data, errors } = await graphql(start, {
    input: { collection: 'c', source: { original: { images: 'i.tsv' } } },
  });
  expect(errors).toEqual([]);
  const { id } = data.startImport;
  const change = (field: string) => graphql(`mutation { ${field}(id: "${id}") { state } }`);
  expect((await change('pauseJob')).data.pauseJob).toEqual({ state: 'PAUSED' });
  expect((await change('retryJob')).errors[0]?.message).toContain('is paused');
  expect((await change('resumeJob')).data.resumeJob).toEqual({ state: 'QUEUED' });
  expect((await change('resumeJob')).errors[0]?.message).toContain('Only a job that was paused');
  await finished(id);
  const { data: read } = await graphql(`{ job(id: "${id}") { result artefacts { name url } } }`);
  expect(read.job.result).toMatchObject({ created: 10, rejected: 2 });
  const file = await fetch(`${url}${read.job.artefacts[0].url}`);
  expect((await file.text()).trim().split('\n')).toHaveLength(2);
  const { errors: several } = await graphql(start, {
    input: { collection: 'c', source: { folder: '.', csv: 'x.csv' } },
  });
  expect(several[0]?.message).toContain('ImportSource');
});

/** Eight texts in three batches, and lines 3, 6, 9 and 12 that are none. */
async function writeTexts(): Promise<void> {
  const lines = Array.from({ length: 12 }, (_, i) =>
    i % 3 === 2 ? 'no line' : JSON.stringify({ key: String(i), text: `[${i},1,0,0]` }),
  );
  await writeFile(join(services.folder, 'i.jsonl'), lines.join('\n'));
}

it('counts every line of a key that comes again, in one batch and across batches; the last line stays', async () => {
  const line = (key: string, text: string) => JSON.stringify({ key, text });
  const lines = [
    line('a', '一'),
    line('b', '二'),
    line('a', '三'),
    'no line',
    line('b', '四'),
    line('b', '五'),
  ];
  await writeFile(join(services.folder, 'i.jsonl'), lines.join('\n'));
  const source = { kind: 'lines', path: 'i.jsonl' };
  const job = await finished((await services.jobs.start(bulkImportKind, { collection: 'c', source })).id);
  expect(job.result).toMatchObject({ read: 6, created: 2, updated: 3, rejected: 1, skipped: 0 });
  const { id } = (await services.collections.find('c'))!;
  for (const [key, text] of [
    ['a', '三'],
    ['b', '五'],
  ] as const)
    expect(await services.collections.findItemByKey(id, key)).toMatchObject({ text });
});

it.each([
  ['FAILED', 'retryJob', async () => Promise.reject(new DomainError('STORAGE_FAILED', 'full'))],
  ['CANCELLED', 'retryJob', (id: string) => services.jobs.cancel(id)],
  ['PAUSED', 'resumeJob', (id: string) => services.jobs.pause(id)],
] as const)(
  'offers all rejects so far of a job that is %s, and each once when it goes on',
  async (state, goOn, stop) => {
    await writeTexts();
    const { graphql, url } = await testServer({ services });
    const source = { kind: 'lines', path: 'i.jsonl' };
    const { id } = await services.jobs.start(bulkImportKind, { collection: 'c', source });
    const upsert = services.collections.upsert.bind(services.collections);
    let times = 0;
    services.collections.upsert = async (...given) => {
      if (++times === 2) await stop(id);
      return upsert(...given);
    };
    const download = async () => {
      const { data } = await graphql(
        `{ job(id: "${id}") { state artefacts { name sizeBytes sha256 url } } }`,
      );
      const [file, ...others] = data.job.artefacts;
      expect(others).toEqual([]);
      const text = await (await fetch(url + file.url)).text();
      const headers = { 'accept-encoding': 'identity' };
      expect(await (await fetch(url + file.url, { headers })).text()).toBe(text);
      const sha256 = createHash('sha256').update(text).digest('hex');
      expect(file).toMatchObject({ name: 'rejects.jsonl', sizeBytes: text.length, sha256 });
      const lines = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).where);
      return [data.job.state, lines];
    };
    await finished(id);
    const [stopped, told] = await download();
    expect(stopped).toBe(state);
    const all = [3, 6, 9, 12].map((line) => `i.jsonl:${line}`);
    // The batch in which it was stopped was stored, but for the one that failed.
    expect(told).toEqual(all.slice(0, state === 'FAILED' ? 1 : 2));
    // What a batch told that was not noted any more is neither offered nor kept.
    await appendFile(services.jobFiles.pathOf(id, 'rejects.jsonl'), '{"where":"lost"}\n');
    expect((await download())[1]).toEqual(told);
    await graphql(`mutation { ${goOn}(id: "${id}") { state } }`);
    expect((await graphql(`{ job(id: "${id}") { artefacts { name } } }`)).data.job.artefacts).toEqual([]);
    await finished(id);
    expect(await download()).toEqual(['SUCCEEDED', all]);
  },
);

it('offers no rejects of a source that has changed since', async () => {
  await writeTexts();
  const source = { kind: 'lines', path: 'i.jsonl' };
  const { id } = await services.jobs.start(bulkImportKind, { collection: 'c', source });
  const upsert = services.collections.upsert.bind(services.collections);
  let times = 0;
  services.collections.upsert = async (...given) => {
    if (++times > 1) throw new DomainError('STORAGE_FAILED', 'full');
    return upsert(...given);
  };
  const offered = async () => (await services.jobs.artefacts(await finished(id))).map(({ name }) => name);
  expect(await offered()).toEqual(['rejects.jsonl']);
  await writeFile(join(services.folder, 'i.jsonl'), JSON.stringify({ key: 'k', text: '[1,0,0,0]' }));
  await services.jobs.retry(id);
  expect(await offered()).toEqual([]);
});

/** A zip file as bytes. */
async function zipped(files: Readonly<Record<string, string | Uint8Array>>): Promise<Uint8Array> {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), path);
  zip.end();
  return buffer(zip.outputStream);
}

it('takes an uploaded zip, over HTTP, and deletes it afterwards', async () => {
  const server = await testServer();
  services = server.services;
  await createEmpty();
  const csv = 'key,image,price:number\na,p/1.jpg,3\nb,p/2.jpg,4\nc,p/none.jpg,5\n';
  const zip = await zipped({
    'items.csv': csv,
    'p/1.jpg': picture(1, 0, 0, 0),
    'p/2.jpg': picture(0, 1, 0, 0),
  });
  const announced = await server.graphql(
    'mutation ($n: Int!) { createUpload(input: { sizeBytes: $n, kind: ARCHIVE }) { upload { id putUrl } } }',
    { n: zip.length },
  );
  const { id, putUrl } = announced.data.createUpload.upload;
  const start =
    'mutation ($id: ID!) { startImport(input: { collection: "c", source: { upload: $id } }) { id } }';
  expect((await server.graphql(start, { id })).errors[0]!.extensions['code']).toBe('UPLOAD_INCOMPLETE');
  expect((await fetch(server.url + putUrl, { method: 'PUT', body: zip as BodyInit })).status).toBe(201);
  const { data } = await server.graphql(start, { id });
  const job = await finished(data.startImport.id);
  expect(job.result).toMatchObject({ read: 3, created: 2, rejected: 1 });
  expect(await rejects(job.id)).toMatchObject([{ where: 'items.csv:4', key: 'c' }]);
  await expect.poll(() => services.uploads.claimed()).toEqual([]);
  expect((await server.graphql(start, { id })).errors[0]!.extensions['code']).toBe('NOT_FOUND');
});

it('keeps an uploaded zip over a kill and a failure, and as long as its job may go on', async () => {
  const zip = await zipped({ '1.jpg': picture(1, 0, 0, 0), '2.jpg': picture(0, 1, 0, 0) });
  const upload = async () => {
    const { id } = await services.uploads.create(zip.length, 'archive');
    await services.uploads.receive(id, [zip]);
    return { collection: 'c', source: { kind: 'upload', uploadId: id } };
  };
  const { handler, work } = await crashing(1, await upload());
  await expect(handler.run(work())).rejects.toThrow('killed');
  expect(await handler.run(work())).toMatchObject({ read: 2 });
  // Killed again, before success was noted: the archive is there until it is.
  expect(await handler.run(work())).toMatchObject({ read: 2, rejected: 0 });
  await handler.succeeded(work().input);
  expect(await services.uploads.claimed()).toEqual([]);

  const [kept, orphan] = [await upload(), await upload()];
  const { id: jobId } = await services.jobs.start(bulkImportKind, kept as unknown as JsonObject);
  await services.uploads.claim(orphan.source.uploadId);
  const sweep = (hours: number) =>
    sweepUploads({ ...services, clock: { now: () => new Date(Date.now() + hours * 3_600_000) } });
  expect(await sweep(0)).toBe(0);
  expect(await sweep(2)).toBe(1);
  expect(await services.uploads.claimed()).toMatchObject([{ id: kept.source.uploadId }]);
  await services.jobs.cancel(jobId);
  expect(await sweep(2)).toBe(0);
  expect(await sweep(26)).toBe(1);
  expect(await services.uploads.claimed()).toEqual([]);
  await services.jobs.retry(jobId);
  expect((await finished(jobId)).error).toMatchObject({ code: 'NOT_FOUND' });
});
