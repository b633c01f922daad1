/** @file `npm run bench [-- suite … [--option …]]`: prints figures and never fails on one. */
import { duplicates } from './duplicates.ts';
import { growth } from './growth.ts';
import { healthz } from './healthz.ts';
import { importLarge } from './import.ts';
import { ingest } from './ingest.ts';
import { isolation } from './isolation.ts';
import { knn } from './knn.ts';
import { load } from './load.ts';
import { modelReady } from './model-ready.ts';
import { overhead } from './overhead.ts';
import { peers } from './peers.ts';
import { precisions } from './precisions.ts';
import { relevance } from './relevance.ts';
import { search } from './search.ts';
import { start } from './start.ts';

const suites: Readonly<Record<string, (options: readonly string[]) => Promise<void>>> = {
  start,
  ready: modelReady,
  healthz,
  import: importLarge,
  precisions,
  isolation,
  knn,
  load,
  overhead,
  growth,
  ingest,
  search,
  duplicates,
  peers,
  relevance,
};

const given = process.argv.slice(2);
const optionsAt = given.findIndex((each) => each.startsWith('--'));
const [names, options] = optionsAt < 0 ? [given, []] : [given.slice(0, optionsAt), given.slice(optionsAt)];
for (const name of names.length === 0 ? Object.keys(suites) : names) {
  const suite = suites[name];
  if (suite === undefined)
    throw new RangeError(`no suite ${name}; there are ${Object.keys(suites).join(', ')}`);
  console.log(`\n${name}`);
  await suite(options);
}
