import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PostgresJobStore } from '../../../adapters/postgres/postgres-job-store.ts';
import { openReal, testDatabaseUrl } from '../../support/databases.ts';
import { openApplication, starterImport, starterPath } from '../../support/starter.ts';
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
});

function startWorker(options: { home: string; databaseUrl: string; datasets: string }): ChildProcess {
  const child = spawn(process.execPath, [program, 'worker'], {
    env: {
      PATH: process.env['PATH'],
      TUWEN_HOME: options.home,
      DATABASE_URL: options.databaseUrl,
      TUWEN_DATASETS: options.datasets,
    },
    stdio: 'inherit',
  });
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
