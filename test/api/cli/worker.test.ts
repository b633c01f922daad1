import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
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
