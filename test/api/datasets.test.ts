import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { picture } from '../support/fake-model.ts';
import { fakeServices } from '../support/fake-services.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { testServer } from '../support/test-server.ts';

async function datasetServer() {
  const services = fakeServices(temporaryFolder());
  await writeFile(
    join(services.folder, 'texts.jsonl'),
    '{"text_id": 1, "text": "[1,0,0,0]", "image_ids": [1]}\n',
  );
  const base64 = Buffer.from(picture(1, 0, 0, 0)).toString('base64');
  await writeFile(join(services.folder, 'images.tsv'), `1\t${base64}\n`);
  await mkdir(join(services.folder, 'test/0'), { recursive: true });
  await writeFile(join(services.folder, 'test/0/a.png'), picture(1, 0, 0, 0));
  await writeFile(join(services.folder, 'label_cn.txt'), '[1,0,0,0]\n');
  const server = await testServer({ services });
  services.jobRunner.start();
  onTestFinished(() => services.jobRunner.stop());
  const result = async (id: string) => {
    for await (const _ of await services.jobs.watch(id));
    const { data } = await server.graphql('query ($id: ID!) { job(id: $id) { state result input } }', { id });
    return data.job;
  };
  const register = (input: object) =>
    server.graphql(
      `mutation ($input: RegisterDatasetInput!) {
        registerDataset(input: $input) { dataset { name kind images texts benchmark folder elevater metric } }
      }`,
      { input },
    );
  return { ...server, services, result, register };
}

const retrieval = { images: 'images.tsv', texts: 'texts.jsonl', benchmark: 'COCO_CN' };
const classification = { folder: 'test', elevater: 'hateful-memes' };

it('registers, lists and forgets data sets', async () => {
  const { register, graphql } = await datasetServer();
  expect((await register({ name: 'pairs', retrieval })).data.registerDataset.dataset).toEqual({
    ...retrieval,
    name: 'pairs',
    kind: 'RETRIEVAL',
    folder: null,
    elevater: null,
    metric: null,
  });
  await register({ name: 'memes', classification });
  const { data } = await graphql('{ datasets { name kind metric } dataset(name: "none") { name } }');
  expect(data).toEqual({
    datasets: [
      { name: 'memes', kind: 'CLASSIFICATION', metric: 'ROC AUC' },
      { name: 'pairs', kind: 'RETRIEVAL', metric: null },
    ],
    dataset: null,
  });
  const removed = await graphql('mutation { removeDataset(name: "pairs") { removed } }');
  expect(removed.data.removeDataset.removed).toBe(true);
});

it.each([
  [
    'a path that is not there',
    { name: 'a', retrieval: { ...retrieval, texts: 'none.jsonl' } },
    'INVALID_INPUT',
  ],
  ['a path outside', { name: 'a', classification: { folder: '../..' } }, 'INVALID_INPUT'],
  ['an unfit name', { name: 'A b', retrieval }, 'INVALID_INPUT'],
  ['both kinds', { name: 'a', retrieval, classification }, 'INVALID_INPUT'],
  [
    'a set that ELEVATER has not',
    { name: 'a', classification: { folder: 'test', elevater: 'minst' } },
    'INVALID_INPUT',
  ],
])('refuses %s', async (_, input, code) => {
  const { register } = await datasetServer();
  expect((await register(input)).errors[0]).toMatchObject({ extensions: { code } });
});

it('evaluates a registered data set by its name', async () => {
  const { register, graphql, result } = await datasetServer();
  await register({ name: 'pairs', retrieval });
  await register({ name: 'memes', classification });
  const retrievalJob = await graphql(
    'mutation { startRetrievalEvaluation(input: { dataset: "pairs" }) { id input } }',
  );
  expect(retrievalJob.data.startRetrievalEvaluation.input).toMatchObject({
    dataset: 'pairs',
    images: 'images.tsv',
    benchmark: 'COCO-CN',
  });
  const zeroShotJob = await graphql(
    'mutation { startZeroShotEvaluation(input: { dataset: "memes" }) { id } }',
  );
  expect(await result(zeroShotJob.data.startZeroShotEvaluation.id)).toMatchObject({ state: 'SUCCEEDED' });
  const elevater = await graphql('mutation { startElevaterRun(input: { incomplete: true }) { id } }');
  expect(await result(elevater.data.startElevaterRun.id)).toMatchObject({
    state: 'SUCCEEDED',
    result: { sets: [{ dataset: 'hateful-memes' }] },
  });
  const original = await graphql(
    'mutation { startElevaterRun(input: { templates: CHINESE_CLIP, incomplete: true }) { id } }',
  );
  expect(await result(original.data.startElevaterRun.id)).toMatchObject({
    result: { sets: [{ dataset: 'hateful-memes', templates: 'openai' }] },
  });
  for (const input of [
    'dataset: "memes"',
    'dataset: "none"',
    'images: "images.tsv"',
    'dataset: "pairs", texts: "x"',
  ]) {
    const { errors } = await graphql(`mutation { startRetrievalEvaluation(input: { ${input} }) { id } }`);
    expect(errors[0]).toMatchObject({
      extensions: { code: expect.stringMatching(/INVALID_INPUT|NOT_FOUND/) },
    });
  }
});

it('lists what lies in the folders of data sets to editors, by paths that jobs take', async () => {
  const { graphql, services } = await datasetServer();
  const list = (path: string) =>
    graphql(
      'query ($path: String!) { dataFolder(path: $path) { entries { name path sizeBytes } pictureCount isWhole } }',
      { path },
    );
  const top = await list('');
  expect(JSON.stringify(top.data)).not.toContain(services.folder);
  expect(top.data.dataFolder.entries).toEqual(
    expect.arrayContaining([
      { name: 'test', path: 'test', sizeBytes: null },
      { name: 'images.tsv', path: 'images.tsv', sizeBytes: expect.any(Number) },
    ]),
  );
  const [{ path }] = (await list('test')).data.dataFolder.entries;
  expect(path).toMatch(/^test\//);
  expect((await list(path)).data.dataFolder).toEqual({ entries: [], pictureCount: 1, isWhole: true });
  for (const outside of ['..', '../..', '/etc', 'images.tsv', 'none', 'test\0'])
    expect((await list(outside)).errors[0]).toMatchObject({ extensions: { code: 'INVALID_INPUT' } });
});

it('refuses an ELEVATER run over a set that is registered twice, and names both', async () => {
  const { register, graphql } = await datasetServer();
  await register({ name: 'memes', classification });
  await register({ name: 'more-memes', classification });
  const twice = await graphql('mutation { startElevaterRun(input: { incomplete: true }) { id } }');
  expect(twice.errors[0]).toMatchObject({
    message: expect.stringContaining(
      "“memes” and “more-memes” are both registered as ELEVATER's hateful-memes.",
    ),
    extensions: { code: 'INVALID_INPUT', remedy: expect.stringContaining('Remove one of them') },
  });
  const other = await graphql('mutation { startElevaterRun(input: { datasets: ["mnist"] }) { id } }');
  expect(other.errors[0]!.message).toContain('No data set is registered');
});

it('checks a data set as a job', async () => {
  const { register, graphql, result } = await datasetServer();
  await register({ name: 'memes', classification });
  const { data } = await graphql('mutation { checkDataset(input: { dataset: "memes" }) { id } }');
  expect(await result(data.checkDataset.id)).toMatchObject({
    state: 'SUCCEEDED',
    result: { kind: 'classification', counts: { images: 1, classes: 1 }, warnings: 2 },
  });
  const missing = await graphql('mutation { checkDataset(input: { dataset: "none" }) { id } }');
  expect(missing.errors[0]).toMatchObject({ extensions: { code: 'NOT_FOUND' } });
});
