/** @file Two imports at once into one collection, with a picture that cannot be read every now and then. */
import { join } from 'node:path';
import { residentMegabytes } from '../process-tree.ts';
import { Client } from './client.ts';
import type { Finding } from './findings.ts';
import { createCollection, hasEnded, startJob, waitForJob } from './jobs.ts';
import { audit } from './ledger.ts';
import { galleryPictures, writePictureFile } from './pictures.ts';
import type { Stage } from './stage.ts';

const pictures = Number(process.env['TUWEN_BENCH_PICTURES'] ?? 10_000);
const damagedEvery = 997;

export async function damaged(stage: Stage): Promise<readonly Finding[]> {
  const home = await stage.home();
  const path = join(stage.folder, 'damaged.tsv');
  const told = await writePictureFile(path, await galleryPictures(stage.starter), pictures, damagedEvery);
  const watched = await stage.serve(home, { TUWEN_JOBS: '2' });
  const client = new Client(watched.process.url);
  await createCollection(client, 'c');
  const before = residentMegabytes(watched.process.pid);
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentMegabytes(watched.process.pid));
  }, 1000);
  const started = performance.now();
  const input = { collection: 'c', source: { original: { images: path } } };
  const ids = [await startJob(client, 'startImport', input), await startJob(client, 'startImport', input)];
  const jobs = await Promise.all(ids.map((id) => waitForJob(client, id, hasEnded, 540)));
  const seconds = (performance.now() - started) / 1000;
  clearInterval(timer);
  client.close();
  const crashed = watched.crashes();
  await watched.process.stop({ keepHome: true });
  const sql = await stage.database(home, {});
  const { lost, doubled, stored } = await audit(sql, home, 'c', told);
  await sql.close();
  const miscounted = jobs.filter(
    ({ result }) => result?.read !== pictures || result?.rejected !== pictures - told.length,
  ).length;
  return [
    {
      part: 'two imports at once, damaged pictures',
      done: `twice ${pictures} pictures, ${pictures - told.length} damaged ones told by each; ${stored} stored in ${seconds.toFixed(0)} s; ${before.toFixed(0)} → ${peak.toFixed(0)} MB`,
      lost: lost + miscounted,
      doubled,
      crashed,
      unclear: 0,
    },
  ];
}
