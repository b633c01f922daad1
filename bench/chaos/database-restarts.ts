/** @file The database goes down without a checkpoint and comes back, in the middle of an import, of searches and of writes. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, codeOf, isUnclear } from './client.ts';
import type { Finding, Skipped } from './findings.ts';
import { createCollection, hasDone, hasEnded, type JobState, startJob, waitForJob } from './jobs.ts';
import { audit } from './ledger.ts';
import { galleryPictures, writePictureFile } from './pictures.ts';
import type { ChaosPostgres } from './postgres.ts';
import type { Stage } from './stage.ts';
import { listed, Writer } from './writer.ts';

const pictures = 3000;

/** When Postgres goes down, by the share that is imported, and for how many seconds. */
const crashes = [
  [0.1, 1],
  [0.35, 4],
  [0.6, 0],
] as const;

export async function restartDatabase(stage: Stage): Promise<readonly (Finding | Skipped)[]> {
  const part = 'database restarted in an import, searches and writes';
  const { postgres } = stage;
  if (postgres === undefined) return [{ part, skipped: stage.withoutPostgres }];
  const gallery = await galleryPictures(stage.starter);
  const path = join(stage.folder, 'restart.tsv');
  const imported = await writePictureFile(path, gallery, pictures);
  const [home, env] = [await stage.home(), await stage.onPostgres('restart')];
  const watched = await stage.serve(home, env);
  const client = new Client(watched.process.url);
  await createCollection(client, 'c');
  const id = await startJob(client, 'startImport', {
    collection: 'c',
    source: { original: { images: path } },
  });
  const writer = new Writer(client, gallery, 'w');
  const { job, searches } = await whileInUse(client, writer, () => crashInBetween(postgres, client, id));
  client.close();
  const crashed = watched.crashes();
  await watched.process.stop({ keepHome: true });
  const sql = await stage.database(home, env);
  const { lost, doubled } = await audit(sql, home, 'c', [...imported, ...writer.told]);
  await sql.close();
  const done = `${crashes.length} crashes of Postgres; import ${job.state.toLowerCase()}, ${pictures} pictures; ${writer.told.size} written beside it, refused: ${listed(writer.refusals)}; ${searches.answered} searches answered, refused: ${listed(searches.refusals)}`;
  const read = job.state === 'SUCCEEDED' ? job.result.read : 0;
  const unclear = writer.unclear + searches.unclear;
  return [{ part, done, lost: lost + Math.abs(read - pictures), doubled, crashed, unclear }];
}

async function crashInBetween(postgres: ChaosPostgres, client: Client, id: string): Promise<JobState> {
  for (const [share, seconds] of crashes) {
    await waitForJob(client, id, hasDone(share * pictures));
    await postgres.crash();
    await sleep(seconds * 1000);
    await postgres.resume();
  }
  return waitForJob(client, id, hasEnded, 180);
}

/** Searches and writes go on until the work is over. */
async function whileInUse(client: Client, writer: Writer, work: () => Promise<JobState>) {
  let isOver = false;
  const searched = search(client, () => isOver);
  const written = (async () => {
    while (!isOver) await writer.store(() => isOver);
  })();
  try {
    const job = await work();
    if (job.state !== 'SUCCEEDED') console.log(JSON.stringify(job));
    isOver = true;
    const [searches] = await Promise.all([searched, written]);
    return { job, searches };
  } finally {
    isOver = true;
  }
}

/** Asks without pause. */
async function search(client: Client, isOver: () => boolean) {
  const refusals = new Map<string, number>();
  let [answered, unclear] = [0, 0];
  while (!isOver()) {
    const answer = await client
      .ask('{ search(collection: "c", query: { text: "雨伞" }) { nodes { key } } }')
      .catch(() => undefined);
    const code = answer === undefined ? 'connection lost' : codeOf(answer);
    if (code === undefined) answered++;
    else refusals.set(code, (refusals.get(code) ?? 0) + 1);
    if (answer !== undefined && isUnclear(answer)) {
      unclear++;
      console.log(JSON.stringify(answer.errors));
    }
    await sleep(10);
  }
  return { answered, unclear, refusals };
}
