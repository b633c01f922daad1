/**
 * @file What watching costs: processor time of the server's process for one request, without metrics, traces and log, with metrics, with
 * traces beside them, and with all three. Towers run in processes of their own and are not in it. `npm run bench -- overhead`
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiledFile } from '../adapters/files/package-root.ts';
import { median } from './percentiles.ts';
import { post } from './rate.ts';
import { startServerProcess } from './server-process.ts';

const sides = ['off', 'metrics', 'traces', 'all'] as const;
type Side = (typeof sides)[number];

const rounds = 16;
/** Not counted: code that is not compiled yet costs what it never will again. */
const warmUps = 4;

interface Request {
  readonly name: string;
  /** Of one side in one round. */
  readonly count: number;
  readonly body: (i: number) => string;
}

const requests: readonly Request[] = [
  { name: '{ viewer { role } }', count: 250, body: () => JSON.stringify({ query: '{ viewer { role } }' }) },
  {
    name: 'embedTexts of one text',
    count: 100,
    body: (i) =>
      JSON.stringify({
        query: 'query ($text: String!) { embedTexts(texts: [$text]) { packed } }',
        variables: { text: `红色的雨伞 ${i}` },
      }),
  },
  {
    name: 'search of 1,920 pictures, 10 hits',
    count: 60,
    body: (i) =>
      JSON.stringify({
        query:
          'query ($text: String!) { search(collection: "emoji", query: { text: $text }) { edges { score node { key } } } }',
        variables: { text: `红色的雨伞 ${i}` },
      }),
  },
];

interface Running {
  readonly side: Side;
  readonly process: ChildProcess;
  readonly url: string;
}

export async function overhead(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tuwen-bench-'));
  const collector = createServer((request, response) => {
    request.resume().on('end', () => response.end('{}'));
  }).listen(0, '127.0.0.1');
  const running: Running[] = [];
  try {
    const first = await startServerProcess(join(folder, 'off'), {}, () => undefined);
    await first.stop({ keepHome: true });
    for (const side of sides.slice(1)) await cp(join(folder, 'off'), join(folder, side), { recursive: true });
    const { port } = collector.address() as AddressInfo;
    for (const side of sides) running.push(await startSide(side, join(folder, side), port));
    for (const request of requests) await measure(request, running);
  } finally {
    await Promise.all(running.map(({ process: child }) => end(child)));
    collector.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function startSide(side: Side, home: string, collectorPort: number): Promise<Running> {
  const child = fork(compiledFile('bench/overhead-server.js'), [side], {
    env: {
      ...process.env,
      TUWEN_HOME: home,
      TUWEN_PORT: '0',
      TUWEN_LOG: 'json',
      // Every text is embedded anew.
      TUWEN_CACHE_MB: '0',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collectorPort}`,
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  child.stdout!.resume();
  const [url] = (await Promise.race([once(child, 'message'), ended(child, side)])) as [string];
  return { side, process: child, url };
}

async function ended(child: ChildProcess, side: Side): Promise<never> {
  const [code] = await once(child, 'exit');
  throw new Error(`the server of "${side}" ended with ${code}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.disconnect();
  await once(child, 'exit');
}

/** The sides take turns, each round in another order, so that what else the machine does falls on all of them alike. */
async function measure(request: Request, running: readonly Running[]): Promise<void> {
  const times = new Map<Side, number[]>(sides.map((side) => [side, []]));
  let asked = 0;
  for (let round = 0; round < warmUps + rounds; round++) {
    const from = asked;
    for (let i = 0; i < running.length; i++) {
      const each = running[(i + round) % running.length]!;
      const used = await processorTime(each.process);
      for (asked = from; asked < from + request.count; asked++) await post(each.url, request.body(asked));
      const microseconds = ((await processorTime(each.process)) - used) / request.count;
      if (round >= warmUps) times.get(each.side)!.push(microseconds);
    }
  }
  const off = times.get('off')!;
  console.log(`\n${request.name}: ${rounds} rounds of ${request.count}, medians`);
  for (const side of sides) {
    const own = times.get(side)!;
    const more = own.map((time, i) => time / off[i]! - 1);
    console.log(`  ${side.padEnd(8)} ${median(own).toFixed(0).padStart(6)} µs, ${percent(median(more))}`);
  }
}

function percent(share: number): string {
  return `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(1)} %`;
}

async function processorTime(child: ChildProcess): Promise<number> {
  child.send('processor time');
  const [microseconds] = (await once(child, 'message')) as [number];
  return microseconds;
}
