/**
 * @file Items that look alike, through the index and in blocks. DATABASE_URL: a real Postgres, in whose database a collection is made.
 * `npm run bench -- duplicates [--vectors 50000] [--min-score 0.85] [--ways blocks,index] [--requests 6] [--keep]`; with `--requests` each way
 * ends after so many.
 */
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { OnnxPairSearch } from '../adapters/onnx/onnx-pair-search.ts';
import { openDatabase } from '../adapters/postgres/open-database.ts';
import { PostgresNearPairs } from '../adapters/postgres/postgres-near-pairs.ts';
import { BlockPairs } from '../core/search/duplicates/block-pairs.ts';
import { IndexPairs } from '../core/search/duplicates/index-pairs.ts';
import { NearScan, type PairFinder } from '../core/search/duplicates/near-scan.ts';
import { fillCollection } from './search-collection.ts';

const requestMs = 10_000;
/** For building the graph. */
const memoryMb = 1_000;
const index = { kind: 'hnsw', m: 16, efConstruction: 64, efSearch: 200 } as const;

export async function duplicates(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      vectors: { type: 'string', default: '50000' },
      'min-score': { type: 'string', default: '0.85' },
      ways: { type: 'string', default: 'blocks,index' },
      requests: { type: 'string', default: 'Infinity' },
      keep: { type: 'boolean', default: false },
    },
  });
  const databaseUrl = process.env['DATABASE_URL'];
  if (databaseUrl === undefined) return console.log('skipped: DATABASE_URL is not set');
  const sql = await openDatabase({ databaseUrl });
  try {
    const [count, minScore] = [Number(values.vectors), Number(values['min-score'])];
    const place = await fillCollection(sql, count, memoryMb);
    if (values.ways.includes('index')) await place.use(index);
    const nearPairs = new PostgresNearPairs(sql);
    const openSearch = () => OnnxPairSearch.open(availableParallelism());
    const query = { modality: 'text', minScore } as const;
    const { collection } = place;
    const ways: Readonly<Record<string, () => PairFinder>> = {
      blocks: () => new BlockPairs({ nearPairs, openSearch }, collection, { ...query, count }),
      index: () => new IndexPairs(nearPairs, collection, { ...query, exact: false }),
    };
    for (const way of values.ways.split(',')) await measure(way, ways[way]!(), Number(values.requests));
    if (!values.keep) await place.delete();
  } finally {
    await sql.close();
  }
}

async function measure(way: string, finder: PairFinder, most: number): Promise<void> {
  const scan = new NearScan(finder);
  const started = performance.now();
  let [requests, largestMs] = [0, 0];
  let last = started;
  const watch = setInterval(() => {
    largestMs = Math.max(largestMs, performance.now() - last);
    last = performance.now();
  }, 1);
  for (; !scan.isComplete && requests < most; requests++) await scan.advance(requestMs);
  clearInterval(watch);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const members = scan.groups().reduce((sum, group) => sum + group.members.length, 0);
  console.log(
    `${way}: ${scan.covered} vectors in ${seconds} s, ${requests} requests; ${scan.groups().length} groups of ${members} items, exact: ${scan.isExact}; ` +
      `largest gap of the event loop ${largestMs.toFixed(0)} ms, ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB, load ${loadavg()[0]!.toFixed(1)}`,
  );
}
