import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { blobPath } from '../../../adapters/files/blob-path.ts';
import { PostgresCollectionStore } from '../../../adapters/postgres/postgres-collection-store.ts';
import { PostgresJobStore } from '../../../adapters/postgres/postgres-job-store.ts';
import { openReal, testDatabaseUrl } from '../../support/databases.ts';
import { openApplication, starterImport, starterPath } from '../../support/starter.ts';
import { tcpProxy } from '../../support/tcp-proxy.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const program = fileURLToPath(new URL('../../../dist/api/main.js', import.meta.url));

it('needs a real Postgres, and says so', () => {
  const env = { PATH: process.env['PATH'], TUWEN_HOME: temporaryFolder() };
  const run = spawnSync(process.execPath, [program, 'worker'], { env, encoding: 'utf8' });
  expect(run).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^CONFIG_INVALID: .*Set DATABASE_URL/m),
  });
});

describe.skipIf(testDatabaseUrl === undefined)('a worker on real Postgres (TEST_DATABASE_URL)', () => {
  it('is killed in the middle; the next one goes on from its last batch and doubles nothing', async () => {
    const database = await openReal();
    onTestFinished(() => database.close());
    const home = temporaryFolder();
    const application = await openApplication({ TUWEN_HOME: home });
    await application.importModel.run(starterImport());
    await application.close();
    const store = new PostgresJobStore(database.sql);
    const { id } = await store.enqueue('retrieval-evaluation', {
      model: 'starter',
      images: 'emoji-cn/valid_imgs.tsv',
      texts: 'emoji-cn/valid_texts.jsonl',
    });
    const start = () => startWorker({ home, databaseUrl: database.url!, datasets: starterPath('') });

    const first = start();
    await until(async () => (await store.find(id))?.progress?.stage === 'images');
    first.kill('SIGKILL');
    await once(first, 'exit');
    expect(await store.find(id)).toMatchObject({ state: 'running', progress: { stage: 'images' } });
    await database.sql.query('update jobs set lease_until = now()');

    start();
    await until(async () => !['running', 'queued'].includes((await store.find(id))!.state));
    const job = await store.find(id);
    expect(job?.error).toBeNull();
    expect(job?.result).toMatchObject({ counts: { texts: 1920, images: 1920 }, model: 'starter' });
    for (const name of ['eval_texts.txt_feat.jsonl', 'eval_imgs.img_feat.jsonl', 'eval_predictions.jsonl']) {
      const lines = readFileSync(join(home, 'jobs', id, name), 'utf8')
        .trim()
        .split('\n');
      const ids = lines.map((line) => Object.values(JSON.parse(line))[0]);
      expect([lines.length, new Set(ids).size]).toEqual([1920, 1920]);
    }
  }, 60_000);

  it('tells of itself where it was asked to, also while its database is stopped and once it is back', async () => {
    const database = await openReal();
    onTestFinished(() => database.close());
    const proxy = await tcpProxy(database.url!);
    const adminKey = 'correct-horse-battery-staple';
    const worker = startWorker({
      home: temporaryFolder(),
      databaseUrl: proxy.url,
      datasets: starterPath(''),
      metrics: { TUWEN_METRICS_PORT: '0', TUWEN_ADMIN_KEY: adminKey, TUWEN_SHUTDOWN_SECONDS: '5' },
    });
    const url = await new Promise<string>((resolve) => {
      worker.stdout!.on('data', (data) => {
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(String(data))?.[0];
        if (found !== undefined) resolve(found);
      });
    });
    const ask = async (path: string, headers = {}) => {
      const response = await fetch(url + path, { headers });
      return [response.status, await response.text()] as const;
    };
    const ready = async () => {
      const [status, text] = await ask('/readyz');
      return [status, JSON.parse(text)] as const;
    };
    const ok = { database: 'ok', migrations: 'ok', disk: 'ok', jobs: 'ok' };
    expect(await ready()).toEqual([200, { status: 'ok', checks: ok }]);
    await proxy.stop();
    const away = { database: 'DATABASE_UNAVAILABLE', migrations: 'DATABASE_UNAVAILABLE' };
    await vi.waitFor(async () => expect(await ready()).toMatchObject([503, { checks: away }]), 5000);
    expect((await ask('/healthz'))[0]).toBe(200);
    await proxy.start();
    await vi.waitFor(async () => expect(await ready()).toEqual([200, { status: 'ok', checks: ok }]), 10_000);
    expect((await ask('/metrics'))[0]).toBe(401);
    const [status, metrics] = await ask('/metrics', { authorization: `Bearer ${adminKey}` });
    expect(status).toBe(200);
    for (const name of ['tuwen_info{', 'tuwen_database_connections{', 'process_resident_memory_bytes '])
      expect(metrics).toContain(name);
    expect((await ask('/graphql'))[0]).toBe(404);
    worker.kill('SIGTERM');
    expect(await once(worker, 'exit')).toEqual([0, null]);
  }, 60_000);
});

describe.skipIf(testDatabaseUrl === undefined)('two workers on real Postgres (TEST_DATABASE_URL)', () => {
  it('fill one collection at once from sources that share keys and pictures: nothing lost, nothing doubled, all counted', async () => {
    const database = await openReal();
    onTestFinished(() => database.close());
    const [home, datasets] = [temporaryFolder(), temporaryFolder()];
    const application = await openApplication({ TUWEN_HOME: home });
    const { name, spaceId, dimension } = await application.importModel.run(starterImport());
    await application.close();
    const collections = new PostgresCollectionStore(database.sql);
    await collections.create({ name: 'c', description: null, modelName: name, spaceId, dimension });
    for (let i = 0; i < pictures; i++)
      await sharp({ create: { width: 8, height: 8, channels: 3, background: { r: i * 5, g: 90, b: 200 } } })
        .png()
        .toFile(join(datasets, `${i}.png`));
    // The keys of both come first, in opposite orders, so that the writers meet.
    const [shared, onlyA, onlyB] = [range(400, 700), range(0, 400), range(700, 1100)];
    const sources = [
      writeItems(join(datasets, 'a.jsonl'), 'a', [...shared, ...onlyA]),
      writeItems(join(datasets, 'b.jsonl'), 'b', [...shared.toReversed(), ...onlyB]),
    ];
    const options = { home, databaseUrl: database.url!, datasets };
    await Promise.all([startWorker(options), startWorker(options)].map(ready));
    const store = new PostgresJobStore(database.sql);
    const inputs = sources.map((path) => ({
      collection: 'c',
      source: { kind: 'lines', path },
      duplicates: 'store',
    }));
    // Neither can store anything before both have begun.
    const ids = await database.sql.transaction(async (sql) => {
      await sql.query('select from collections for update');
      const queued = await Promise.all(inputs.map((input) => store.enqueue('import', input)));
      const areRunning = queued.map(async ({ id }) =>
        until(async () => (await store.find(id))!.state === 'running'),
      );
      await Promise.all(areRunning);
      return queued.map(({ id }) => id);
    });
    const jobs = () => Promise.all(ids.map(async (id) => (await store.find(id))!));
    await until(async () => (await jobs()).every(({ finishedAt }) => finishedAt !== null));

    const [a, b] = await jobs();
    expect([a!.error, b!.error]).toEqual([null, null]);
    const counts = [a!, b!].map(({ result }) => result as Record<string, number>);
    for (const { read, created, updated, rejected, skipped } of counts)
      expect([read, created! + updated!, rejected, skipped]).toEqual([702, 700, 2, 0]);
    const both = (name: string) => counts[0]![name]! + counts[1]![name]!;
    expect([both('created'), both('updated')]).toEqual([1100, 300]);
    for (const id of ids) expect(linesOf(join(home, 'jobs', id, 'rejects.jsonl'))).toHaveLength(2);

    const items = await database.sql.query<StoredItem>(
      `select key, text, metadata, image_sha256 as sha256,
        (select count(*)::int from item_vectors where item_id = items.id) as vectors from items`,
    );
    expect([items.length, new Set(items.map(({ key }) => key)).size]).toEqual([1100, 1100]);
    const addresses = Array.from({ length: pictures }, (_, i) =>
      createHash('sha256')
        .update(readFileSync(join(datasets, `${i}.png`)))
        .digest('hex'),
    );
    // What both bring is whole from one of them.
    for (const { key, ...item } of items) {
      const number = Number(key);
      const from = number < 400 ? 'a' : number >= 700 ? 'b' : item.metadata.from;
      const sha256 = addresses[pictureOf(number, from)];
      expect({ key, ...item }).toEqual({
        key,
        text: textOf(number, from),
        metadata: { from },
        sha256,
        vectors: 2,
      });
    }
    for (const sha256 of addresses) expect(existsSync(blobPath(join(home, 'pictures'), sha256))).toBe(true);
  }, 120_000);
});

const pictures = 40;

interface StoredItem {
  readonly key: string;
  readonly text: string;
  readonly metadata: { readonly from: string };
  readonly sha256: string;
  /** Those of the picture and the text. */
  readonly vectors: number;
}

const textOf = (number: number, from: string) => `${from} 第${number}张`;
/** One source's pictures are the other's, but for other items. */
const pictureOf = (number: number, from: string) => (number * (from === 'a' ? 1 : 7)) % pictures;

const range = (first: number, end: number) => Array.from({ length: end - first }, (_, i) => first + i);

/** An item for each number, and two whose picture is not there. Gives the path. */
function writeItems(path: string, from: string, numbers: readonly number[]): string {
  const items = numbers.map((number) => {
    const image = `${pictureOf(number, from)}.png`;
    return { key: String(number), text: textOf(number, from), image, metadata: { from } };
  });
  const lost = [100, 600].map((number) => ({ key: `lost ${number}`, image: 'none.png' }));
  writeFileSync(path, [...items, ...lost].map((item) => JSON.stringify(item)).join('\n'));
  return path;
}

function linesOf(path: string): readonly string[] {
  return readFileSync(path, 'utf8').trim().split('\n');
}

/** Until it takes jobs. */
function ready(worker: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    worker.stdout!.on('data', (data) => {
      if (String(data).includes('The worker is ready.')) resolve();
    });
  });
}

interface WorkerOptions {
  readonly home: string;
  readonly databaseUrl: string;
  readonly datasets: string;
  readonly metrics?: Readonly<Record<string, string>>;
}

function startWorker(options: WorkerOptions): ChildProcess {
  const child = spawn(process.execPath, [program, 'worker'], {
    env: {
      PATH: process.env['PATH'],
      TUWEN_HOME: options.home,
      DATABASE_URL: options.databaseUrl,
      TUWEN_DATASETS: options.datasets,
      ...options.metrics,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.resume();
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  return child;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}
