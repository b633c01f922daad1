import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { compiledFile } from '../../../adapters/files/package-root.ts';
import { openDatabase } from '../../../adapters/postgres/open-database.ts';
import { PostgresCollectionStore } from '../../../adapters/postgres/postgres-collection-store.ts';
import { PostgresJobStore } from '../../../adapters/postgres/postgres-job-store.ts';
import { defaultIndex } from '../../../core/search/indexes/index-settings.ts';
import { openReal, testDatabaseUrl } from '../../support/databases.ts';
import { homeWithDatabase } from '../../support/home-template.ts';
import { openApplication, starterImport, starterPath } from '../../support/starter.ts';

const drawings = ['--images', starterPath('emoji-cn/valid_imgs.tsv')];

/**
 * A home with the starter model and the empty collection `c`, without a graph: what is searched is no matter here.
 * @param databaseUrl where the collection is, if not in the home
 */
async function homeWithCollection(databaseUrl?: string): Promise<string> {
  const home = await homeWithDatabase();
  const application = await openApplication({ TUWEN_HOME: home });
  const { name, spaceId, dimension } = await application.importModel.run(starterImport());
  await application.close();
  const sql = await openDatabase(databaseUrl === undefined ? { home } : { databaseUrl });
  await new PostgresCollectionStore(sql).create({
    name: 'c',
    description: null,
    modelName: name,
    spaceId,
    dimension,
    index: { ...defaultIndex(dimension), kind: 'exact' },
  });
  await sql.close();
  return home;
}

const command = (...args: readonly string[]) => [compiledFile('api/main.js'), 'import', 'c', ...args];
const environment = (home: string) => ({ PATH: process.env['PATH'], TUWEN_HOME: home });

function run(home: string, ...args: readonly string[]) {
  const options = { encoding: 'utf8', env: environment(home), timeout: 60_000 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, command(...args), options);
  return { status, stdout, stderr };
}

/** Files in a folder and below. */
function countFiles(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .length;
}

/** Runs the command until there are a hundred more pictures, and sends it a signal. */
async function end(home: string, args: readonly string[], signal: NodeJS.Signals) {
  const pictures = () => countFiles(join(home, 'pictures'));
  const before = pictures();
  const child = spawn(process.execPath, command(...args), {
    env: environment(home),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [stderr, exited] = [text(child.stderr), once(child, 'exit')];
  await vi.waitFor(() => expect(pictures()).toBeGreaterThan(before + 100), {
    timeout: 60_000,
    interval: 20,
  });
  child.kill(signal);
  const [code] = (await exited) as [number | null];
  return { code, stderr: await stderr };
}

/** Lines of the rejects that a command has named. */
function namedRejects(stdout: string): readonly string[] {
  const [, path] = /^rejects: (.*rejects\.jsonl)$/m.exec(stdout) ?? [];
  expect(path, stdout).toBeDefined();
  return readFileSync(path!, 'utf8').trimEnd().split('\n');
}

async function stored(home: string) {
  const sql = await openDatabase({ home });
  try {
    const [counts] = await sql.query(
      `select (select count(*)::int from items) as items, (select count(distinct key)::int from items) as keys,
        (select count(*)::int from item_vectors) as vectors`,
    );
    return counts;
  } finally {
    await sql.close();
  }
}

describe('tuwen import', () => {
  it('is killed and interrupted in the middle, goes on, and nothing is lost and nothing doubled', async () => {
    const home = await homeWithCollection();
    await end(home, drawings, 'SIGKILL');
    // Tells how to go on, and that it has not done all.
    const interrupted = await end(home, ['--resume', '1'], 'SIGINT');
    expect(interrupted.code).toBe(130);
    expect(interrupted.stderr).toMatch(/^Interrupted; .* To go on: tuwen import c --resume 1$/m);
    expect(existsSync(join(home, 'lock.json'))).toBe(false);
    expect(await stored(home)).not.toMatchObject({ items: 1920 });
    const resumed = run(home, '--resume', '1');
    expect(resumed).toMatchObject({ status: 0, stderr: '' });
    expect(resumed.stdout).toMatch(/^1920 read: \d+ created, \d+ replaced, 0 rejected$/m);
    expect(await stored(home)).toEqual({ items: 1920, keys: 1920, vectors: 1920 });
  }, 180_000);

  it('names rejects, and says what it cannot do', async () => {
    const home = await homeWithCollection();
    writeFileSync(join(home, 'items.csv'), 'key,text,price:number\na,一只猫,3\nb,,x\n');
    const { status, stdout } = run(home, '--csv', join(home, 'items.csv'));
    expect(status).toBe(0);
    expect(stdout).toMatch(/2 read: 1 created, 0 replaced, 1 rejected\nrejects: .*rejects\.jsonl/);
    expect(run(home, '--resume', '99')).toMatchObject({
      status: 1,
      stderr: 'NOT_FOUND: There is no import 99.\n',
    });
    expect(run(home)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('An import has one source.'),
    });
    expect(run(home, '--folder', join(home, 'none')).stderr).toMatch(
      /^INVALID_INPUT: There is nothing at .*none\.$/m,
    );
  }, 120_000);

  it('names the rejects of an import that failed', async () => {
    const home = await homeWithCollection();
    writeFileSync(join(home, 'items.jsonl'), '[1]\n[2]\n');
    const { status, stdout, stderr } = run(home, '--jsonl', join(home, 'items.jsonl'));
    expect(status).toBe(1);
    expect(stderr).toMatch(/^The import is failed: INVALID_INPUT: None of the 2 entries/m);
    expect(namedRejects(stdout)).toHaveLength(2);
  }, 60_000);
});

describe.skipIf(testDatabaseUrl === undefined)('tuwen import on real Postgres (TEST_DATABASE_URL)', () => {
  it('ends and names the rejects when another pauses or cancels it, and goes on from a pause', async () => {
    const database = await openReal();
    onTestFinished(() => database.close());
    const store = new PostgresJobStore(database.sql);
    const home = await homeWithCollection(database.url);
    const texts = Array.from({ length: 20_000 }, (_, i) => JSON.stringify({ key: `${i}`, text: `第${i}个` }));
    writeFileSync(join(home, 'items.jsonl'), ['[1]', ...texts].join('\n'));
    const begin = (...args: readonly string[]) => {
      const env = { ...environment(home), DATABASE_URL: database.url };
      const child = spawn(process.execPath, command(...args), { env });
      const [stdout, stderr, exited] = [text(child.stdout), text(child.stderr), once(child, 'exit')];
      return async () => ({ code: (await exited)[0], stdout: await stdout, stderr: await stderr });
    };
    const isFurtherThan = (done: number) =>
      vi.waitFor(
        async () => {
          const job = await store.find('1');
          expect(job).toMatchObject({ state: 'running' });
          expect(job?.progress?.done).toBeGreaterThan(done);
        },
        { timeout: 60_000, interval: 20 },
      );

    const first = begin('--jsonl', join(home, 'items.jsonl'));
    await isFurtherThan(0);
    await store.pause('1');
    const paused = await first();
    expect(paused.code).toBe(1);
    expect(paused.stderr).toMatch(/^The import is paused\. To go on: tuwen import c --resume 1$/m);
    expect(namedRejects(paused.stdout)).toHaveLength(1);

    const second = begin('--resume', '1');
    await isFurtherThan((await store.find('1'))!.progress!.done);
    await store.cancel('1');
    const cancelled = await second();
    expect(cancelled.code).toBe(1);
    expect(cancelled.stderr).toMatch(/^The import is cancelled$/m);
    expect(namedRejects(cancelled.stdout)).toHaveLength(1);
  }, 120_000);
});
