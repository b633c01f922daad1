/** @file Ten times as many requests as the server can answer, for a minute, at times of their own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { median, percentiles } from '../percentiles.ts';
import { residentMegabytes } from '../process-tree.ts';
import { rate } from '../rate.ts';
import { Client } from './client.ts';
import type { Finding } from './findings.ts';
import { createCollection } from './jobs.ts';
import { audit } from './ledger.ts';
import { BareClient, type Outcome, openLoop } from './open-loop.ts';
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
  const [client, bare] = [new Client(watched.process.url), new BareClient(watched.process.url)];
  await createCollection(client, 'c');
  const writer = new Writer(client, await galleryPictures(stage.starter), 'w');
  for (let i = 0; i < 8; i++) await writer.store(() => false);
  const capacity = await closedLoop(bare, 6);
  const quiet = await single(bare, 3);
  const memory = [residentMegabytes(watched.process.pid)];
  const end = performance.now() + seconds * 1000;
  const [load, healthMs] = await Promise.all([
    openLoop(() => search(bare), { perSecond: factor * capacity, end, maximumOpen }),
    probe(watched.process.url, end, () => memory.push(residentMegabytes(watched.process.pid))),
    write(writer, end),
  ]);
  const over = performance.now();
  const later = await single(bare, 5);
  client.close();
  bare.close();
  const crashed = watched.crashes();
  await watched.process.stop({ keepHome: true });
  const sql = await stage.database(home, {});
  const { lost, doubled } = await audit(sql, home, 'c', writer.told);
  await sql.close();
  const { told, unclear } = reported(load.outcomes);
  const normal = backToNormal(quiet, later);
  return [
    {
      part: `${factor}x overload for ${seconds} s`,
      done: `${capacity.toFixed(0)} searches/s measured, ${perSecond(load.outcomes.length)} sent, ${perSecond(load.notSent)} found no place at the client; ${told}; /healthz, ms: ${percentiles(healthMs)}; ${writer.told.size} pictures written meanwhile; ${memory[0]!.toFixed(0)} → ${Math.max(...memory).toFixed(0)} MB; last answer ${((over - end) / 1000).toFixed(1)} s after the end; one at a time before, ms: ${percentiles(quiet.map(({ ms }) => ms))}, after: ${percentiles(later.map(({ ms }) => ms))}, as before after ${normal === undefined ? 'more than 5' : normal.toFixed(1)} s`,
      lost: lost + (normal === undefined ? 1 : 0),
      doubled,
      crashed,
      unclear: unclear + writer.unclear,
    },
  ];
}

const perSecond = (count: number) => `${(count / seconds).toFixed(0)}/s`;

function reported(outcomes: readonly Outcome[]) {
  const accepted = outcomes.filter(({ code }) => code === undefined);
  const refused = outcomes.filter(({ code }) => code !== undefined);
  const refusals = new Map<string, number>();
  for (const { code } of refused) refusals.set(code!, (refusals.get(code!) ?? 0) + 1);
  const withoutWait = refused.filter(({ code, hasRetryAfter }) => code === 'OVERLOADED' && !hasRetryAfter);
  const isBad = ({ code }: Outcome) => code === 'no code' || code === 'INTERNAL_SERVER_ERROR';
  return {
    told: `accepted ${perSecond(accepted.length)}, ms: ${percentiles(accepted.map(({ ms }) => ms))}; refused ${perSecond(refused.length)} (${listed(refusals)}), ms: ${percentiles(refused.map(({ ms }) => ms))}, ${withoutWait.length} of them without Retry-After`,
    unclear: withoutWait.length + refused.filter(isBad).length,
  };
}

let number = 0;
/** A text that was never embedded before. */
function search(client: BareClient): Promise<Outcome> {
  const query = 'query ($t: String!) { search(collection: "c", query: { text: $t }) { nodes { key } } }';
  return client.send(JSON.stringify({ query, variables: { t: `第${++number}把雨伞` } }), patienceMs);
}

/** Searches a second of clients that ask again as soon as they are answered. */
async function closedLoop(client: BareClient, forSeconds: number): Promise<number> {
  return rate(clients, forSeconds, async () => ((await search(client)).code === undefined ? 1 : 0));
}

async function single(
  client: BareClient,
  forSeconds: number,
): Promise<readonly (Outcome & { at: number })[]> {
  const found: (Outcome & { at: number })[] = [];
  const started = performance.now();
  for (let at = 0; at < forSeconds * 1000; at = performance.now() - started)
    found.push({ ...(await search(client)), at });
  return found;
}

/** Seconds until ten requests in a row take no more than three times the median of before. */
function backToNormal(
  quiet: readonly Outcome[],
  later: readonly (Outcome & { readonly at: number })[],
): number | undefined {
  const limit = 3 * median(quiet.map(({ ms }) => ms));
  const isNormal = ({ code, ms }: Outcome) => code === undefined && ms <= limit;
  const first = later.findIndex((_, i) => i + 10 <= later.length && later.slice(i, i + 10).every(isNormal));
  return first < 0 ? undefined : later[first]!.at / 1000;
}

/** Asks whether the server is alive, five times a second, each time on a new connection. */
async function probe(url: string, end: number, look: () => void): Promise<readonly number[]> {
  const ms: number[] = [];
  for (; performance.now() < end; await sleep(200)) {
    const started = performance.now();
    const { ok } = await fetch(`${url}/healthz`, { headers: { connection: 'close' } });
    if (ok) ms.push(performance.now() - started);
    look();
  }
  return ms;
}

async function write(writer: Writer, end: number): Promise<void> {
  while (performance.now() < end) await writer.store(() => performance.now() > end);
}
