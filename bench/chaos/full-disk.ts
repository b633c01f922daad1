/** @file The disk runs full while pictures are stored, while the embedded database writes, and while a model is imported. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { Client, codeOf, isUnclear } from './client.ts';
import type { Finding, Skipped } from './findings.ts';
import { createCollection, hasEnded, startJob, waitForJob } from './jobs.ts';
import { importModel, modelFolders } from './kills.ts';
import { audit } from './ledger.ts';
import { galleryPictures, writePictureFile } from './pictures.ts';
import type { Environment, Stage } from './stage.ts';
import { listed, Writer } from './writer.ts';

const run = promisify(execFile);

/** A file system of so many MB, gone when the work is over; false where this user may not mount one. */
async function onSmallDisk(folder: string, megabytes: number, work: () => Promise<void>): Promise<boolean> {
  await mkdir(folder, { recursive: true });
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  } catch {
    return false;
  }
  try {
    await work();
  } finally {
    await run('umount', ['-l', folder]);
  }
  return true;
}

/** Leaves so many bytes, by a file that is in the way. */
async function fill(folder: string, leave: number): Promise<string> {
  const { bavail, bsize } = await statfs(folder);
  const path = join(folder, 'in-the-way');
  await writeFile(path, Buffer.alloc(Math.max(0, bavail * bsize - leave)));
  return path;
}

export async function fullDisk(stage: Stage): Promise<readonly (Finding | Skipped)[]> {
  const findings: (Finding | Skipped)[] = [];
  const needsMount = 'only root may mount a small tmpfs';
  for (const { name, env } of await stage.databases('full_disk')) {
    const folder = join(stage.folder, `small-${name}`);
    const part = `disk full: pictures and an import, ${name}`;
    const could = await onSmallDisk(folder, 400, async () => {
      findings.push({ part, ...(await storePictures(stage, folder, env)) });
    });
    if (!could) findings.push({ part, skipped: needsMount });
  }
  const folder = join(stage.folder, 'small-model');
  const part = 'disk full: `tuwen models import`';
  const could = await onSmallDisk(folder, 900, async () => {
    findings.push({ part, ...(await importWithoutRoom(stage, folder)) });
  });
  if (could) return findings;
  findings.push({ part, skipped: needsMount });
  findings.push({ part: 'file too large: `tuwen models import`', ...(await importOverLimit(stage)) });
  return findings;
}

type Found = Omit<Finding, 'part'>;

/** Pictures are written until nothing fits, by a client and by an import; room is made; both go on. */
async function storePictures(stage: Stage, folder: string, env: Environment): Promise<Found> {
  const home = await stage.home(join(folder, 'home'));
  const gallery = await galleryPictures(stage.starter);
  const path = join(stage.folder, 'full.tsv');
  const imported = await writePictureFile(path, gallery, gallery.length);
  const watched = await stage.serve(home, env);
  const client = new Client(watched.process.url);
  await createCollection(client, 'c');
  const writer = new Writer(client, gallery, 'w');
  for (let i = 0; i < 5; i++) await writer.store(() => false);
  const inTheWay = await fill(folder, 2 ** 20);
  const { id, first, search } = await useWithoutRoom(client, writer, path);
  await rm(inTheWay);
  const end = performance.now() + 30_000;
  const goesOn = await writer.store(() => performance.now() > end);
  const again = await importAgain(client, id, path);
  client.close();
  const crashed = watched.crashes();
  await watched.process.stop({ keepHome: true });
  const sql = await stage.database(home, env);
  const { lost, doubled } = await audit(sql, home, 'c', [...imported, ...writer.told]);
  await sql.close();
  const isUnclearJob = first?.error?.code === 'INTERNAL_SERVER_ERROR';
  return {
    done: `1 MiB left: writes refused (${listed(writer.refusals)}), import ${first?.error?.code ?? first?.state ?? 'refused'}, search ${codeOf(search) ?? 'answered'}; with room again writes ${goesOn ? 'go on' : 'do not go on'}, import ${again}`,
    lost: lost + (goesOn ? 0 : 1),
    doubled,
    crashed,
    unclear: writer.unclear + (isUnclear(search) ? 1 : 0) + (isUnclearJob ? 1 : 0),
  };
}

/** An import, writes until one is refused, and a search. */
async function useWithoutRoom(client: Client, writer: Writer, path: string) {
  const input = { collection: 'c', source: { original: { images: path } } };
  const id = await startJob(client, 'startImport', input).catch(() => undefined);
  const end = performance.now() + 20_000;
  const isRefused = () => writer.refusals.size > 0 || performance.now() > end;
  while (!isRefused()) await writer.store(isRefused);
  const first =
    id === undefined ? undefined : await waitForJob(client, id, hasEnded, 60).catch(() => undefined);
  const search = await client.ask('{ search(collection: "c", query: { text: "雨伞" }) { nodes { key } } }');
  return { id, first, search };
}

async function importAgain(client: Client, id: string | undefined, path: string): Promise<string> {
  const source = { original: { images: path } };
  const answer = await client.ask('mutation ($id: ID!) { retryJob(id: $id) { id } }', { id: id ?? '0' });
  const job =
    codeOf(answer) === undefined ? id! : await startJob(client, 'startImport', { collection: 'c', source });
  return (await waitForJob(client, job, hasEnded)).state.toLowerCase();
}

/** A model that does not fit leaves nothing behind, and fits when there is room. */
async function importWithoutRoom(stage: Stage, folder: string): Promise<Found> {
  const home = await stage.home(join(folder, 'home'));
  const inTheWay = await fill(folder, 2 ** 27);
  return importTwice(
    stage,
    home,
    (checkpoint) => importModel(home, checkpoint, 'pipe'),
    () => rm(inTheWay),
  );
}

/** The same where nobody may mount: files have a largest size, as under a quota. */
async function importOverLimit(stage: Stage): Promise<Found> {
  const home = await stage.home();
  const nothing = () => Promise.resolve();
  return importTwice(stage, home, (checkpoint) => importModel(home, checkpoint, 'pipe', 2 ** 16), nothing);
}

async function importTwice(
  stage: Stage,
  home: string,
  importRefused: (checkpoint: string) => ReturnType<typeof importModel>,
  makeRoom: () => Promise<void>,
): Promise<Found> {
  const checkpoint = await stage.checkpoint();
  const child = importRefused(checkpoint);
  const [said, [code]] = await Promise.all([text(child.stderr!), once(child, 'exit')]);
  const left = (await modelFolders(home)).filter((name) => name !== 'starter');
  await makeRoom();
  const [codeWithRoom] = await once(importModel(home, checkpoint, 'ignore'), 'exit');
  const isClear = code === 1 && said.includes('STORAGE_FAILED');
  if (!isClear) console.log(`exit ${code}: ${said.slice(-1500)}`);
  return {
    done: `refused: ${said.trim().split('\n').at(-1)?.slice(0, 160)}; nothing of it left; with room again imported`,
    lost: codeWithRoom === 0 ? 0 : 1,
    doubled: left.length,
    crashed: 0,
    unclear: isClear ? 0 : 1,
  };
}
