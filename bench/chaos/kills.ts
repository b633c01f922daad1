/** @file kill -9 in the middle of an import, of an evaluation and of a model's import, then on from there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compiledFile } from '../../adapters/files/package-root.ts';
import { Client, codeOf } from './client.ts';
import type { Finding } from './findings.ts';
import { createCollection, hasDone, hasEnded, startJob, waitForJob } from './jobs.ts';
import { audit } from './ledger.ts';
import { galleryPictures, writePictureFile } from './pictures.ts';
import type { Environment, Stage } from './stage.ts';

const pictures = 2000;
const damagedEvery = 250;

/** A bulk import whose server is killed on the way, on both databases at the same time: on Postgres most of it is waiting for a lease to run out. */
export async function killImport(stage: Stage): Promise<readonly Finding[]> {
  const path = join(stage.folder, 'import.tsv');
  const told = await writePictureFile(path, await galleryPictures(stage.starter), pictures, damagedEvery);
  const databases = await stage.databases('kill_import');
  return Promise.all(databases.map((database) => killImportOn(stage, database, { path, told })));
}

async function killImportOn(
  stage: Stage,
  { name, env }: { readonly name: string; readonly env: Environment },
  { path, told }: { readonly path: string; readonly told: readonly string[] },
): Promise<Finding> {
  const home = await stage.home();
  const shares = name === 'embedded' ? [0.2, 0.5] : [0.3];
  const { result, watched } = await killedAt(stage, shares, { home, env }, async (client) => {
    await createCollection(client, 'c');
    return startJob(client, 'startImport', { collection: 'c', source: { original: { images: path } } });
  });
  const crashed = watched.crashes();
  await watched.process.stop({ keepHome: true });
  const sql = await stage.database(home, env);
  const { lost, doubled, stored } = await audit(sql, home, 'c', told);
  await sql.close();
  const miscounted = Math.abs(result.read - pictures) + Math.abs(result.rejected - (pictures - told.length));
  return {
    part: `kill -9 in an import, ${name}`,
    done: `kill at ${shares.join(' and ')}, ${pictures} pictures read, ${stored} stored, ${result.rejected} damaged ones told`,
    lost: lost + miscounted,
    doubled,
    crashed,
    unclear: 0,
  };
}

/** Runs a job whose server is killed when these shares of it are done. @throws Error when it does not succeed in the end */
async function killedAt(
  stage: Stage,
  shares: readonly number[],
  { home, env }: { readonly home: string; readonly env: Environment },
  start: (client: Client) => Promise<string>,
) {
  let watched = await stage.serve(home, env);
  let client = new Client(watched.process.url);
  const id = await start(client);
  for (const share of shares) {
    const at = await waitForJob(client, id, (job) => (job.progress?.total ?? 0) > 0 || hasEnded(job));
    await waitForJob(client, id, hasDone(share * (at.progress?.total ?? 0)));
    await watched.process.kill();
    client.close();
    watched = await stage.serve(home, env);
    client = new Client(watched.process.url);
  }
  const job = await waitForJob(client, id, hasEnded);
  client.close();
  if (job.state !== 'SUCCEEDED') throw new Error(`the job ended as ${JSON.stringify(job)}`);
  return { id, result: job.result, watched };
}

/** An evaluation that is killed twice gives what one gives that nobody kills. */
export async function killEvaluation(stage: Stage): Promise<readonly Finding[]> {
  const home = await stage.home();
  const input = {
    images: join(stage.starter, 'emoji-cn/valid_imgs.tsv'),
    texts: join(stage.starter, 'emoji-cn/valid_texts.jsonl'),
  };
  const start = (client: Client) => startJob(client, 'startRetrievalEvaluation', input);
  // Nothing of the second one may come from the cache of the first.
  const { id, watched } = await killedAt(stage, [0.2, 0.5], { home, env: { TUWEN_CACHE_MB: '0' } }, start);
  const client = new Client(watched.process.url);
  const second = await start(client);
  await waitForJob(client, second, hasEnded);
  const [killed, whole] = [await digests(client, id), await digests(client, second)];
  client.close();
  const crashed = watched.crashes();
  await watched.process.stop({ keepHome: true });
  const differing = [...whole].filter(([name, digest]) => killed.get(name) !== digest);
  return [
    {
      part: 'kill -9 in an evaluation',
      done: `2 kills; ${whole.size - differing.length} of ${whole.size} files equal those of a whole run`,
      lost: differing.length,
      doubled: [...killed.keys()].filter((name) => !whole.has(name)).length,
      crashed,
      unclear: 0,
    },
  ];
}

async function digests(client: Client, id: string): Promise<ReadonlyMap<string, string>> {
  const { data } = await client.ask('query ($id: ID!) { job(id: $id) { artefacts { name sha256 } } }', {
    id,
  });
  return new Map(
    data.job.artefacts.map(({ name, sha256 }: { name: string; sha256: string }) => [name, sha256]),
  );
}

/** `tuwen models import` killed while it writes: no model, then a whole one. */
export async function killModelImport(stage: Stage): Promise<readonly Finding[]> {
  const home = await stage.home();
  const checkpoint = await stage.checkpoint();
  let halves = 0;
  for (const bytes of [1, 2 ** 27, 2 ** 29]) {
    const child = importModel(home, checkpoint, 'ignore');
    const ended = once(child, 'exit');
    while (child.exitCode === null && (await draftBytes(home)) < bytes) await sleep(2);
    child.kill('SIGKILL');
    await ended;
    if ((await modelFolders(home)).includes('killed')) throw new Error('it was not killed in the middle');
    halves++;
    await removeDrafts(home);
  }
  const [code] = await once(importModel(home, checkpoint, 'ignore'), 'exit');
  const watched = await stage.serve(home);
  const client = new Client(watched.process.url);
  const embedded = await client.ask(
    '{ models { name } embedTexts(texts: ["一只猫"], model: "killed") { norm } }',
  );
  client.close();
  const names: readonly string[] = embedded.data?.models.map(({ name }: { name: string }) => name) ?? [];
  const crashed = watched.crashes();
  await watched.process.stop({ keepHome: true });
  return [
    {
      part: 'kill -9 in `tuwen models import`',
      done: `${halves} kills, no half model seen; imported again and used`,
      lost: code === 0 && codeOf(embedded) === undefined && names.includes('killed') ? 0 : 1,
      doubled: names.filter((name) => name === 'killed').length > 1 ? 1 : 0,
      crashed,
      unclear: 0,
    },
  ];
}

/** @param fileBlocks what one of its files may have at most, in blocks of the shell's `ulimit -f` */
export function importModel(
  home: string,
  checkpoint: string,
  stderr: 'ignore' | 'pipe',
  fileBlocks?: number,
) {
  const words = [
    process.execPath,
    compiledFile('api/main.js'),
    'models',
    'import',
    checkpoint,
    '--name',
    'killed',
  ];
  const limited = ['/bin/sh', '-c', `ulimit -f ${fileBlocks}; exec "$0" "$@"`, ...words];
  const [command, ...rest] = fileBlocks === undefined ? words : limited;
  return spawn(command!, rest, {
    env: { ...process.env, TUWEN_HOME: home },
    stdio: ['ignore', 'ignore', stderr],
  });
}

/** Bytes of a model that is being written. */
async function draftBytes(home: string): Promise<number> {
  const folders = (await modelFolders(home)).filter((name) => name.startsWith('.draft-'));
  const paths = await Promise.all(
    folders.map(async (name) => {
      const folder = join(home, 'models', name);
      return (await readdir(folder).catch(() => [])).map((file) => join(folder, file));
    }),
  );
  const sizes = await Promise.all(paths.flat().map((path) => stat(path).catch(() => undefined)));
  return sizes.reduce((sum, found) => sum + (found?.size ?? 0), 0);
}

export function modelFolders(home: string): Promise<readonly string[]> {
  return readdir(join(home, 'models')).catch(() => []);
}

/** As the next import does with those that nobody has written to for an hour. */
async function removeDrafts(home: string): Promise<void> {
  for (const name of (await modelFolders(home)).filter((each) => each.startsWith('.draft-')))
    await rm(join(home, 'models', name), { recursive: true });
}
