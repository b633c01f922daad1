/** @file Two imports at once into one collection, with a picture that cannot be read every now and then, and searches beside them. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentiles } from '../percentiles.ts';
import { residentMegabytes } from '../process-tree.ts';
import { Client, codeOf } from './client.ts';
import type { Finding } from './findings.ts';
import { createCollection, hasEnded, type JobState, startJob, waitForJob } from './jobs.ts';
import { audit } from './ledger.ts';
import { writeBitmapFile } from './pictures.ts';
import type { Environment, Stage } from './stage.ts';

const pictures = Number(process.env['TUWEN_BENCH_PICTURES'] ?? 1500);
const damagedEvery = 97;

/** On both databases; with very many pictures on a real one where there is one, since the embedded one takes an hour. */
export async function damaged(stage: Stage): Promise<readonly Finding[]> {
  const path = join(stage.folder, 'damaged.tsv');
  const told = await writeBitmapFile(path, pictures, damagedEvery);
  const findings: Finding[] = [];
  for (const { name, env } of (await stage.databases('damaged')).slice(pictures > 10_000 ? -1 : 0))
    findings.push({
      part: `two imports at once, damaged pictures, ${name}`,
      ...(await importTwice(stage, env, path, told)),
    });
  return findings;
}

async function importTwice(
  stage: Stage,
  env: Environment,
  path: string,
  told: readonly string[],
): Promise<Omit<Finding, 'part'>> {
  const home = await stage.home();
  const watched = await stage.serve(home, { ...env, TUWEN_JOBS: '2' });
  const client = new Client(watched.process.url);
  await createCollection(client, 'c');
  const memory = [residentMegabytes(watched.process.pid)];
  const started = performance.now();
  const input = { collection: 'c', source: { original: { images: path } } };
  const ids = [await startJob(client, 'startImport', input), await startJob(client, 'startImport', input)];
  const followed = ids.map((id) => follow(client, id));
  const beside = await searchUntil(client, Promise.all(followed), () =>
    memory.push(residentMegabytes(watched.process.pid)),
  );
  const jobs = await Promise.all(followed);
  const seconds = (performance.now() - started) / 1000;
  client.close();
  const crashed = watched.crashes();
  await watched.process.stop({ keepHome: true });
  const sql = await stage.database(home, env);
  const { lost, doubled, stored } = await audit(sql, home, 'c', told);
  await sql.close();
  const rejected = pictures - told.length;
  const wrong = jobs.filter(
    ({ job, fellBack }) => fellBack || job.result?.read !== pictures || job.result?.rejected !== rejected,
  );
  for (const { job } of wrong) console.log(JSON.stringify(job));
  return {
    done: `twice ${pictures} pictures, ${rejected} damaged ones told by each; ${stored} stored in ${seconds.toFixed(0)} s; ${beside.ms.length} searches beside them, ${beside.failed} refused, ms: ${percentiles(beside.ms)}; ${memory[0]!.toFixed(0)} → ${Math.max(...memory).toFixed(0)} MB`,
    lost: lost + Math.abs(stored - told.length) + wrong.length + beside.failed,
    doubled,
    crashed,
    unclear: 0,
  };
}

/** A job until its end, and whether its progress ever fell back. */
async function follow(client: Client, id: string): Promise<{ job: JobState; fellBack: boolean }> {
  let [done, fellBack] = [0, false];
  const look = (job: JobState): boolean => {
    const now = job.progress?.done ?? done;
    fellBack ||= now < done;
    done = now;
    return hasEnded(job);
  };
  // 20 pictures a second, where much else runs.
  return { job: await waitForJob(client, id, look, 60 + pictures / 20), fellBack };
}

/** Searches a few times a second until the work is over. */
async function searchUntil(client: Client, work: Promise<unknown>, look: () => void) {
  const ms: number[] = [];
  let [failed, isOver] = [0, false];
  const end = () => {
    isOver = true;
  };
  work.then(end, end);
  for (; !isOver; await sleep(250)) {
    const query = '{ search(collection: "c", query: { text: "红色" }) { nodes { key } } }';
    const answer = await client.ask(query).catch(() => undefined);
    if (answer === undefined || codeOf(answer) !== undefined) failed++;
    else ms.push(answer.ms);
    look();
  }
  return { ms, failed };
}
