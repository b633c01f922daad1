/** @file Ten times as many requests as the server can answer, for a minute, at times of their own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { percentiles } from '../percentiles.ts';
import { residentMegabytes } from '../process-tree.ts';
import { type Answer, Client, codeOf, isUnclear } from './client.ts';
import type { Finding } from './findings.ts';
import { createCollection } from './jobs.ts';
import { audit } from './ledger.ts';
import { galleryPictures } from './pictures.ts';
import type { Stage } from './stage.ts';
import { listed, Writer } from './writer.ts';

const seconds = Number(process.env['TUWEN_BENCH_OVERLOAD_SECONDS'] ?? 60);
const factor = 10;
const clients = 16;

/** What the client machine holds at most; a request that finds no place is counted as not sent. */
const maximumOpen = 2000;
/** Who has waited for so long has gone. */
const patienceMs = 20_000;

export async function overload(stage: Stage): Promise<readonly Finding[]> {
  const home = await stage.home();
  const watched = await stage.serve(home, { TUWEN_CACHE_MB: '0' });
  const client = new Client(watched.process.url);
  await createCollection(client, 'c');
  const writer = new Writer(client, await galleryPictures(stage.starter), 'w');
  for (let i = 0; i < 8; i++) await writer.store(() => false);
  const capacity = await closedLoop(client, 6);
  const quiet = await single(client, 3);
  const before = residentMegabytes(watched.process.pid);
  const end = performance.now() + seconds * 1000;
  const written = (async () => {
    while (performance.now() < end) await writer.store(() => performance.now() > end);
  })();
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentMegabytes(watched.process.pid));
  }, 2000);
  const load = await openLoop(client, factor * capacity, end);
  clearInterval(timer);
  await written;
  await sleep(1000);
  const later = await single(client, 3);
  client.close();
  const crashed = watched.crashes();
  await watched.process.stop({ keepHome: true });
  const sql = await stage.database(home, {});
  const { lost, doubled } = await audit(sql, home, 'c', writer.told);
  await sql.close();
  return [
    {
      part: `${factor}x overload for ${seconds} s`,
      done: `${capacity.toFixed(0)} searches/s measured, ${load.sent} sent (${(load.sent / seconds).toFixed(0)}/s), ${load.notSent} found no place at the client; answered ${load.ms.length}, ms: ${percentiles(load.ms)}; refused: ${listed(load.refusals)}, ${load.withoutWait} of them without Retry-After; ${writer.told.size} pictures written meanwhile; ${before.toFixed(0)} → ${peak.toFixed(0)} MB; one at a time before, ms: ${percentiles(quiet)}, after: ${percentiles(later)}`,
      lost,
      doubled,
      crashed,
      unclear: load.unclear + load.withoutWait + writer.unclear,
    },
  ];
}

let number = 0;
/** A text that was never embedded before. */
function search(client: Client): Promise<Answer> {
  const query = 'query ($t: String!) { search(collection: "c", query: { text: $t }) { nodes { key } } }';
  return client.ask(query, { t: `第${++number}把雨伞` }, patienceMs);
}

/** Searches a second of clients that ask again as soon as they are answered. */
async function closedLoop(client: Client, forSeconds: number): Promise<number> {
  const started = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() - started < forSeconds * 1000) {
        if (codeOf(await search(client)) === undefined) done++;
      }
    }),
  );
  return done / ((performance.now() - started) / 1000);
}

async function single(client: Client, forSeconds: number): Promise<readonly number[]> {
  const ms: number[] = [];
  for (const end = performance.now() + forSeconds * 1000; performance.now() < end; )
    ms.push((await search(client)).ms);
  return ms;
}

async function openLoop(client: Client, perSecond: number, end: number) {
  const found = { ms: [] as number[], refusals: new Map<string, number>(), sent: 0, notSent: 0 };
  const sums = { unclear: 0, withoutWait: 0 };
  const open = new Set<Promise<void>>();
  const take = (answer: Answer | undefined): void => {
    const code = answer === undefined ? 'connection refused or lost' : codeOf(answer);
    if (answer !== undefined && code === undefined) found.ms.push(answer.ms);
    else found.refusals.set(code!, (found.refusals.get(code!) ?? 0) + 1);
    if (answer === undefined) return;
    if (isUnclear(answer)) sums.unclear++;
    if (code === 'OVERLOADED' && answer.retryAfter === undefined) sums.withoutWait++;
  };
  let due = performance.now();
  for (; due < end; due += (-Math.log(1 - Math.random()) * 1000) / perSecond) {
    const early = due - performance.now();
    if (early > 1) await sleep(early);
    if (open.size >= maximumOpen) {
      found.notSent++;
      // Else nothing is read while the client is behind.
      if (found.notSent % 100 === 0) await sleep(0);
      continue;
    }
    found.sent++;
    const asked = search(client)
      .catch(() => undefined)
      .then(take);
    open.add(asked);
    void asked.finally(() => open.delete(asked));
  }
  await Promise.all(open);
  return { ...found, ...sums };
}
