/**
 * @file Whether a picture costs the same, and memory stays the same, after many of them: 20,000 with the starter model.
 * `npm run bench -- growth`; TUWEN_BENCH_PICTURES=100000 for more.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../adapters/files/package-root.ts';
import { Application } from '../api/application.ts';
import { readConfig } from '../api/config.ts';
import { importStarterModel } from '../api/starter.ts';
import { batches } from '../core/evaluation/batches.ts';
import { residentMegabytes } from './process-tree.ts';

const batchSize = 64;
const reports = 10;

export async function growth(): Promise<void> {
  const total = Number(process.env['TUWEN_BENCH_PICTURES'] ?? 20_000);
  const home = await mkdtemp(join(tmpdir(), 'tuwen-bench-'));
  const application = new Application(readConfig({ TUWEN_HOME: home, TUWEN_CACHE_MB: '0' }));
  try {
    await importStarterModel({ folder: join(packageRoot, 'starter'), home }, application);
    const model = await application.models.load();
    let [done, since, sinceDone] = [0, performance.now(), 0];
    for await (const pictures of batches(drawings(application, total), batchSize)) {
      await model.embedImages(pictures);
      done += pictures.length;
      if (done - sinceDone < total / reports) continue;
      const rate = (done - sinceDone) / ((performance.now() - since) / 1000);
      console.log(
        `${done} pictures: ${rate.toFixed(0)}/s, process tree ${residentMegabytes(process.pid).toFixed(0)} MB`,
      );
      [since, sinceDone] = [performance.now(), done];
    }
  } finally {
    await application.close();
    await rm(home, { recursive: true, force: true });
  }
}

/** The bundled drawings again and again, each time with another byte at its end, so that none is known from before. */
async function* drawings(application: Application, total: number): AsyncGenerator<Uint8Array> {
  const path = join(packageRoot, 'starter/emoji-cn/valid_imgs.tsv');
  for (let done = 0; ; ) {
    for await (const { bytes } of application.datasets.images(path)) {
      if (done === total) return;
      yield Buffer.concat([bytes, Buffer.from(String(done++))]);
    }
  }
}
