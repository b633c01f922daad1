import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import { compiledFile } from '../../../adapters/files/package-root.ts';
import { openDatabase } from '../../../adapters/postgres/open-database.ts';
import { PostgresCollectionStore } from '../../../adapters/postgres/postgres-collection-store.ts';
import { defaultIndex } from '../../../core/search/indexes/index-settings.ts';
import { homeWithDatabase } from '../../support/home-template.ts';
import { openApplication, starterImport, starterPath } from '../../support/starter.ts';

const drawings = ['--images', starterPath('emoji-cn/valid_imgs.tsv')];

/** A home with the starter model and the empty collection `c`, without a graph: what is searched is no matter here. */
async function homeWithCollection(): Promise<string> {
  const home = await homeWithDatabase();
  const application = await openApplication({ TUWEN_HOME: home });
  const { name, spaceId, dimension } = await application.importModel.run(starterImport());
  await application.close();
  const sql = await openDatabase({ home });
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
});
