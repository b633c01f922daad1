import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { json, text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { compiledFile } from '../../../adapters/files/package-root.ts';
import { openDatabase } from '../../../adapters/postgres/open-database.ts';
import { homeWithDatabase } from '../../support/home-template.ts';
import { openApplication, starterImport, starterPath } from '../../support/starter.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startTuwen } from '../../support/tuwen-process.ts';

it('names everything that is wrong with its configuration, in one message', () => {
  const env = {
    PATH: process.env['PATH'],
    TUWEN_HOME: temporaryFolder(),
    TUWEN_PORT: 'http',
    TUWEN_THREADS: '0',
    TUWEN_ADMIN_KEY: 'hunter2',
    TUWEN_MODLE: 'x',
    DATABASE_URL: 'mysql://root:hunter2@db/x',
  };
  const run = spawnSync(process.execPath, [compiledFile('api/main.js'), 'serve'], { env, encoding: 'utf8' });
  expect({ ...run, stderr: run.stderr.trim().split('\n') }).toMatchObject({
    status: 1,
    stdout: '',
    stderr: [
      'CONFIG_INVALID: The configuration is wrong: DATABASE_URL is not usable, expected postgres://user:password@host:port/database; ' +
        'TUWEN_PORT is "http", expected a whole number from 0 to 65535; TUWEN_THREADS is "0", expected a whole number from 1 to 1024; ' +
        'TUWEN_ADMIN_KEY is not usable, expected at least 16 characters; there is no TUWEN_MODLE, did you mean TUWEN_MODEL?.',
    ],
  });
});

it('is ended by a signal during its start: what it has opened is closed', async () => {
  const home = temporaryFolder();
  const child = spawn(process.execPath, [compiledFile('api/main.js'), 'serve'], {
    env: { PATH: process.env['PATH'], TUWEN_HOME: home, TUWEN_PORT: '0', TUWEN_STARTER: 'off' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors] = [text(child.stdout), text(child.stderr)];
  const exited = once(child, 'exit');
  await expect.poll(() => existsSync(join(home, 'lock.json')), { timeout: 60_000, interval: 10 }).toBe(true);
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  expect(await output).not.toContain('is ready');
  expect(await errors).toBe('');
  expect(existsSync(join(home, 'lock.json'))).toBe(false);
}, 120_000);

/** Processes that a process has started. */
function childrenOf(pid: number): readonly number[] {
  const listed = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return listed === '' ? [] : listed.split(' ').map(Number);
}

it('is ended by SIGTERM with a request and a job in flight: both end well, and no process is left', async () => {
  const settings = { TUWEN_DATASETS: starterPath(''), TUWEN_STARTER: 'off' };
  const home = await homeWithDatabase();
  const application = await openApplication({ TUWEN_HOME: home });
  await application.importModel.run(starterImport());
  await application.close();
  const first = await startTuwen(60_000, settings, home);
  const graphql = async (url: string, query: string, variables = {}) => {
    const body = JSON.stringify({ query, variables });
    const headers = { 'content-type': 'application/json' };
    // biome-ignore lint/suspicious/noExplicitAny: answers are whatever the query asked for
    return (await (await fetch(`${url}/graphql`, { method: 'POST', headers, body })).json()) as any;
  };
  const job = async (url: string) =>
    (await graphql(url, '{ job(id: "1") { state progress { stage done } result } }')).data.job;
  const announced = await graphql(
    first.url,
    'mutation { createUpload(input: { sizeBytes: 3 }) { upload { putUrl } } }',
  );
  const input = { images: 'emoji-cn/valid_imgs.tsv', texts: 'emoji-cn/valid_texts.jsonl' };
  const started = await graphql(
    first.url,
    'mutation ($input: StartRetrievalEvaluationInput!) { startRetrievalEvaluation(input: $input) { id } }',
    { input },
  );
  expect(started.data.startRetrievalEvaluation.id).toBe('1');
  while ((await job(first.url)).progress?.stage !== 'images') await sleep(20);

  const query = JSON.stringify({ query: '{ embedTexts(texts: ["雨伞"]) { dimension } }' });
  const running = request(`${first.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(query) },
  });
  const answered = new Promise((resolve, reject) => {
    running.on('response', (response) => resolve(json(response))).on('error', reject);
  });
  running.write(query.slice(0, 10));
  await sleep(100);
  const children = childrenOf(first.pid);
  expect(children.length).toBeGreaterThan(0);
  const ended = first.end('SIGTERM');
  await sleep(200);
  running.end(query.slice(10));
  expect(await answered).toEqual({ data: { embedTexts: [{ dimension: 128 }] } });
  expect(await ended).toBe(0);
  await expect.poll(() => children.filter((pid) => existsSync(`/proc/${pid}/exe`))).toEqual([]);
  expect(existsSync(join(home, 'lock.json'))).toBe(false);

  const sql = await openDatabase({ home });
  expect(await sql.query('select state, crashes from jobs')).toEqual([{ state: 'queued', crashes: 0 }]);
  await sql.close();

  const secret = readFileSync(join(home, 'secret'));
  expect([secret.length, statSync(join(home, 'secret')).mode & 0o777]).toEqual([32, 0o600]);
  const second = await startTuwen(60_000, settings, home);
  onTestFinished(() => second.stop());
  const { putUrl } = announced.data.createUpload.upload;
  expect((await fetch(second.url + putUrl, { method: 'PUT', body: 'abc' })).status).toBe(201);
  while (['QUEUED', 'RUNNING'].includes((await job(second.url)).state)) await sleep(50);
  expect(await job(second.url)).toMatchObject({
    state: 'SUCCEEDED',
    result: { counts: { texts: 1920, images: 1920 } },
  });
  for (const name of ['eval_texts.txt_feat.jsonl', 'eval_imgs.img_feat.jsonl', 'eval_predictions.jsonl']) {
    const lines = readFileSync(join(home, 'jobs/1', name), 'utf8')
      .trim()
      .split('\n');
    const ids = lines.map((line) => Object.values(JSON.parse(line))[0]);
    expect([lines.length, new Set(ids).size]).toEqual([1920, 1920]);
  }
}, 120_000);
