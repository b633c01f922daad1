/** @file Exact nearest neighbours against the original's script. `npm run bench -- knn` */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../adapters/files/package-root.ts';
import { OnnxProductSearch } from '../adapters/onnx/onnx-product-search.ts';
import { topK } from '../core/evaluation/top-k.ts';
import { seededRandom } from '../core/numeric/seeded-random.ts';
import type { FeatureRows } from '../core/ports/product-search.ts';

const count = 30_000;
const dimension = 512;
const k = 10;
const peerQueries = 100;

const blockSizes = [
  { queries: 256, candidates: 8192 },
  { queries: 1024, candidates: 8192 },
  { queries: 4096, candidates: 30_000 },
];

export async function knn(): Promise<void> {
  const [queries, candidates] = [randomRows(1), randomRows(2)];
  const perQuery: number[] = [];
  for (const blocks of blockSizes) {
    const search = await OnnxProductSearch.open(availableParallelism());
    const started = performance.now();
    for await (const _ of topK(search, queries, candidates, { k, blocks }));
    const seconds = (performance.now() - started) / 1000;
    perQuery.push(seconds / count);
    const peak = peakOfChildren().toFixed(0);
    console.log(
      `blocks of ${blocks.queries} × ${blocks.candidates}: ${seconds.toFixed(1)} s, peak of the session ${peak} MB`,
    );
    await search.close();
  }
  const peer = peerSeconds();
  if (peer === undefined) console.log('peer skipped: python3 with numpy is not here');
  else {
    const ratio = (peer / Math.min(...perQuery)).toFixed(0);
    console.log(
      `the original's way (numpy, ${peerQueries} queries, scaled): ${(peer * count).toFixed(0)} s, ${ratio}x`,
    );
  }
}

function randomRows(seed: number): FeatureRows {
  const random = seededRandom(seed);
  const values = Float32Array.from({ length: count * dimension }, () => random() - 0.5);
  return { count, dimension, values };
}

/** Seconds per query; undefined without Python and numpy. */
function peerSeconds(): number | undefined {
  const script = join(packageRoot, 'bench/peers/topk.py');
  const { status, stdout } = spawnSync(
    process.env['PYTHON'] ?? 'python3',
    [script, count, dimension, peerQueries, k].map(String),
    { encoding: 'utf8' },
  );
  return status === 0 ? Number(stdout) : undefined;
}

/** High-water marks of this process's children together, in MB; Linux only. */
function peakOfChildren(): number {
  const own = `/proc/${process.pid}/task`;
  const children = readdirSync(own).flatMap((thread) =>
    readFileSync(`${own}/${thread}/children`, 'utf8').split(' ').filter(Boolean),
  );
  const kibibytes = children.map((pid) =>
    Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0),
  );
  return kibibytes.reduce((sum, each) => sum + each, 0) / 1024;
}
