/**
 * @file Search in many vectors: through GraphQL, with the same SQL through `pg`, and in the embedded database; recall with and without
 * filters. DATABASE_URL: a real Postgres, in whose database a collection is made.
 * `npm run bench -- search [--vectors 1000000] [--kinds hnsw,hnsw-half] [--m 16] [--ef-construction 64]
 *   [--ef-search 200] [--queries 200] [--filters] [--keep]`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase } from '../adapters/postgres/open-database.ts';
import type { IndexKind, IndexSettings } from '../core/search/indexes/index-settings.ts';
import { fillCollection } from './search-collection.ts';
import { measureFilters } from './search-filters.ts';
import { Truth } from './search-recall.ts';
import { embeddedSide, graphqlSide, measure, preparedSide, sqlSide } from './search-sides.ts';
import { startServerProcess } from './server-process.ts';

/** For building one graph: of the real Postgres, and of the embedded one, which takes no more than 2 GB. */
const memoryMb = { real: 3_500, embedded: 1_000 };

/** The embedded database builds a graph on one core and holds its memory in 32 bits. */
const embeddedVectors = 50_000;

interface Options {
  readonly vectors: number;
  readonly queries: number;
  readonly indexes: readonly IndexSettings[];
  readonly filters: boolean;
  /** Leave the collection, and use it again the next time. */
  readonly keep: boolean;
}

export async function search(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  const databaseUrl = process.env['DATABASE_URL'];
  if (databaseUrl === undefined) console.log('skipped: real Postgres, because DATABASE_URL is not set');
  else await inPostgres(databaseUrl, options);
  if (options.vectors > embeddedVectors)
    console.log(`skipped: embedded database, which is measured with up to ${embeddedVectors} vectors`);
  else await embedded(options);
}

function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      vectors: { type: 'string', default: '50000' },
      queries: { type: 'string', default: '200' },
      kinds: { type: 'string', default: 'hnsw,hnsw-half,hnsw-binary,exact' },
      m: { type: 'string', default: '24' },
      'ef-construction': { type: 'string', default: '128' },
      'ef-search': { type: 'string', default: '200' },
      filters: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
  });
  const { m, 'ef-construction': efConstruction, 'ef-search': efSearch, filters, keep } = values;
  const parameters = { m: Number(m), efConstruction: Number(efConstruction), efSearch: Number(efSearch) };
  return {
    vectors: Number(values.vectors),
    queries: Number(values.queries),
    indexes: values.kinds.split(',').map((kind) => ({ kind: kind as IndexKind, ...parameters })),
    filters,
    keep,
  };
}

async function inPostgres(databaseUrl: string, { vectors, queries, indexes, filters, keep }: Options) {
  const sql = await openDatabase({ databaseUrl });
  // What is measured is the server's answers, not what it refuses to answer so often.
  const server = await startServerProcess(undefined, {
    DATABASE_URL: databaseUrl,
    TUWEN_STARTER: 'off',
    TUWEN_RATE: '0',
  });
  const place = await fillCollection(sql, vectors, memoryMb.real);
  const truth = new Truth(place, queries);
  try {
    for (const index of indexes) {
      await place.use(index);
      const sides = [
        graphqlSide(server.url, place),
        sqlSide(databaseUrl, place),
        preparedSide(databaseUrl, place),
      ];
      await measure(sides, truth);
      await Promise.all(sides.map((side) => side.close()));
      if (filters && index.kind !== 'exact') await measureFilters(server.url, truth);
    }
  } finally {
    await server.stop();
    if (!keep) await place.delete();
    await sql.close();
  }
}

async function embedded({ vectors, queries, indexes }: Options): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'tuwen-bench-'));
  const sql = await openDatabase({ home });
  try {
    const place = await fillCollection(sql, vectors, memoryMb.embedded);
    const truth = new Truth(place, queries);
    for (const index of indexes) {
      await place.use(index);
      await measure([embeddedSide(place)], truth);
    }
  } finally {
    await sql.close();
    await rm(home, { recursive: true, force: true });
  }
}
