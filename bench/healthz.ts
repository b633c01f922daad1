/** @file How fast `/healthz` answers while the server embeds pictures without pause. `npm run bench -- healthz` */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../adapters/files/package-root.ts';
import { percentiles } from './percentiles.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

const seconds = 10;
const query = 'query ($images: [ImageInput!]!) { embedImages(images: $images) { norm } }';

export async function healthz(): Promise<void> {
  // The same pictures again and again: from the cache they would cost nothing.
  const server = await startServerProcess(undefined, { TUWEN_CACHE_MB: '0' });
  for (const clients of [1, 4]) await underLoad(server, clients);
  await server.stop();
}

async function underLoad(server: ServerProcess, clients: number): Promise<void> {
  const images = readFileSync(join(packageRoot, 'starter/emoji-cn/valid_imgs.tsv'), 'utf8')
    .split('\n', 32)
    .map((line) => ({ base64: standard(line.split('\t')[1]!) }));
  const body = JSON.stringify({ query, variables: { images } });
  const end = Date.now() + seconds * 1000;
  let batches = 0;
  const load = Array.from({ length: clients }, async () => {
    while (Date.now() < end) {
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      const { errors } = (await response.json()) as { errors?: unknown };
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      batches++;
    }
  });
  const times: number[] = [];
  while (Date.now() < end) {
    const started = performance.now();
    await (await fetch(`${server.url}/healthz`)).text();
    times.push(performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await Promise.all(load);
  console.log(
    `embedded meanwhile: ${((batches * images.length) / seconds).toFixed(0)} pictures/s from ${clients} clients`,
  );
  console.log(`/healthz ms: ${percentiles(times)}`);
}

function standard(base64: string): string {
  return Buffer.from(base64, 'base64').toString('base64');
}
