/**
 * @file GraphQL over HTTP against the bare session, and how long single requests take at 80 % of what the server can do. ViT-B/16
 * and RoBERTa-base with random weights. `npm run bench -- load`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { OnnxSession } from '../adapters/onnx/onnx-session.ts';
import { Application } from '../api/application.ts';
import { readConfig } from '../api/config.ts';
import { percentiles } from './percentiles.ts';
import { vitB16, writeRandomCheckpoint } from './random-checkpoint.ts';
import { cycle, post, rate } from './rate.ts';
import { startServerProcess } from './server-process.ts';

const seconds = 8;
const rows = 16;

interface Load {
  readonly name: string;
  readonly feeds: Parameters<OnnxSession['run']>[0];
  /** One request with this many texts or pictures, different ones each time. */
  readonly request: (count: number) => Promise<object>;
}

export async function load(): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'tuwen-bench-'));
  const config = readConfig({ TUWEN_HOME: home });
  try {
    const application = new Application(config);
    const checkpointPath = join(home, 'model.safetensors');
    await writeRandomCheckpoint(checkpointPath, vitB16);
    const manifest = await application.importModel.run({ name: 'b', checkpointPath });
    await application.close();
    const graphs = await Promise.all(
      [manifest.precisions.float32!.files.imageGraph, manifest.precisions.float32!.files.textGraph].map(
        (file) => application.modelStore.verifiedPath(manifest, file),
      ),
    );
    for (const [i, each] of loads.entries()) await measure(each, graphs[i]!, home, config.threads);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

const loads: readonly Load[] = [
  {
    name: 'pictures (JPEG 224×224)',
    feeds: {
      pixels: { type: 'uint8', dims: [rows, 224, 224, 3], data: new Uint8Array(rows * 224 * 224 * 3) },
    },
    request: async (count) => ({
      query: 'query ($images: [ImageInput!]!) { embedImages(images: $images) { packed } }',
      variables: {
        images: await Promise.all(Array.from({ length: count }, async () => ({ base64: await jpeg() }))),
      },
    }),
  },
  {
    name: 'texts of 10 tokens',
    feeds: { ids: { type: 'int32', dims: [rows, 10], data: new Int32Array(rows * 10).fill(101) } },
    request: async (count) => ({
      query: 'query ($texts: [String!]!) { embedTexts(texts: $texts) { packed } }',
      variables: { texts: Array.from({ length: count }, text) },
    }),
  },
];

async function measure(
  { name, feeds, request }: Load,
  modelPath: string,
  home: string,
  threads: number,
): Promise<void> {
  const session = await OnnxSession.open({ modelPath, provider: 'cpu', threads });
  const bare = await rate(1, seconds, async () => {
    await session.run(feeds);
    return rows;
  });
  await session.close();
  // Nothing may come from the cache.
  const server = await startServerProcess(home, { TUWEN_CACHE_MB: '0', TUWEN_STARTER: 'off' });
  try {
    const bodies = await Promise.all(
      Array.from({ length: 24 }, async () => JSON.stringify(await request(rows))),
    );
    const singles = await Promise.all(
      Array.from({ length: 64 }, async () => JSON.stringify(await request(1))),
    );
    await post(server.url, bodies[0]!);
    console.log(`\n${name}: bare session, ${rows} at a time: ${bare.toFixed(1)}/s`);
    const next = cycle(bodies);
    const one = cycle(singles);
    for (const clients of [1, 4]) {
      const found = await rate(clients, seconds, async () => {
        await post(server.url, next());
        return rows;
      });
      console.log(
        `  ${clients} clients with ${rows} each: ${found.toFixed(1)}/s, ${(found / bare).toFixed(2)}x`,
      );
    }
    const most = await rate(16, seconds, async () => {
      await post(server.url, one());
      return 1;
    });
    console.log(`  16 clients with 1 each: ${most.toFixed(1)}/s, ${(most / bare).toFixed(2)}x`);
    console.log(
      `  1 each at 80 % of that, ms: ${percentiles(await openLoop(0.8 * most, () => post(server.url, one())))}`,
    );
  } finally {
    await server.stop({ keepHome: true });
  }
}

/** Milliseconds of requests that come whether or not earlier ones were answered, at random times. */
async function openLoop(perSecond: number, ask: () => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = [];
  const running: Promise<void>[] = [];
  const end = performance.now() + seconds * 1000;
  for (let at = performance.now(); at < end; at += (-Math.log(1 - Math.random()) * 1000) / perSecond) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, at - performance.now())));
    const started = performance.now();
    running.push(ask().then(() => void times.push(performance.now() - started)));
  }
  await Promise.all(running);
  return times;
}

async function jpeg(): Promise<string> {
  const noise = { type: 'gaussian', mean: Math.random() * 255, sigma: 30 } as const;
  const create = { width: 224, height: 224, channels: 3, background: '#777', noise } as const;
  return (await sharp({ create }).jpeg().toBuffer()).toString('base64');
}

function text(): string {
  return Array.from({ length: 8 }, () =>
    String.fromCodePoint(0x4e00 + Math.floor(Math.random() * 2000)),
  ).join('');
}
