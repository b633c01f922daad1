/**
 * @file How fast a collection fills: pictures through a bulk import (starter model, embedded database), and the write path alone, with
 * 512 dimensions that are given. `npm run bench -- ingest`; DATABASE_URL adds a real Postgres, whose database is written to.
 * `--graphs` is what graphs of more neighbours cost whoever writes instead: batches into two collections of 20,000, in turns.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../adapters/files/package-root.ts';
import { openDatabase } from '../adapters/postgres/open-database.ts';
import { PgvectorIndex } from '../adapters/postgres/pgvector-index.ts';
import { PostgresCollectionStore } from '../adapters/postgres/postgres-collection-store.ts';
import { Application } from '../api/application.ts';
import { readConfig } from '../api/config.ts';
import { importStarterModel } from '../api/starter.ts';
import { bulkImportKind } from '../core/import/bulk-import.ts';
import type { JsonObject } from '../core/json.ts';
import type { IndexEntry } from '../core/ports/collections.ts';
import type { SqlClient } from '../db/sql-client.ts';
import { percentile } from './percentiles.ts';
import { fillCollection } from './search-collection.ts';

const vectors = 10_000;
const batch = 256;
const dimension = 512;

const graphs = [
  { kind: 'hnsw', m: 16, efConstruction: 64, efSearch: 200 },
  { kind: 'hnsw', m: 24, efConstruction: 128, efSearch: 200 },
] as const;
const graphVectors = 20_000;
const graphBatches = 30;

export async function ingest(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { graphs: { type: 'boolean', default: false } } });
  if (values.graphs) return writesIntoGraphs();
  const home = await mkdtemp(join(tmpdir(), 'tuwen-bench-'));
  try {
    await pictures(home);
    await writes('embedded', await openDatabase({ home: join(home, 'writes') }));
    const databaseUrl = process.env['DATABASE_URL'];
    if (databaseUrl === undefined) console.log('skipped: real Postgres, because DATABASE_URL is not set');
    else await writes('Postgres', await openDatabase({ databaseUrl }));
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function pictures(home: string): Promise<void> {
  const starter = { folder: join(packageRoot, 'starter'), home };
  const source = join(starter.folder, 'emoji-cn/valid_imgs.tsv');
  const application = new Application(
    readConfig({ TUWEN_HOME: home, TUWEN_CACHE_MB: '0', TUWEN_DATASETS: starter.folder }),
  );
  try {
    await importStarterModel(starter, application);
    const { manifest } = await application.models.load();
    await application.openDatabase();
    await application.createCollection({ name: 'c', model: manifest.name });
    const started = performance.now();
    const input = { collection: 'c', source: { kind: 'original', path: source } } as unknown as JsonObject;
    const { result } = await application.runJob(
      bulkImportKind,
      (jobs) => jobs.start(bulkImportKind, input),
      () => undefined,
    );
    const { created } = result as { created: number };
    console.log(`${created} drawings: ${(created / ((performance.now() - started) / 1000)).toFixed(0)}/s`);
  } finally {
    await application.close();
  }
}

async function writes(name: string, sql: SqlClient): Promise<void> {
  const store = new PostgresCollectionStore(sql);
  const collection = await store.create({
    name: `bench-${Date.now()}`,
    description: null,
    modelName: 'bench',
    spaceId: `bench-${dimension}`,
    dimension,
  });
  const index = new PgvectorIndex(sql);
  let since = performance.now();
  for (let done = 0; done < vectors; done += batch) {
    const entries = Array.from({ length: batch }, (_, i) => entry(done + i));
    await index.upsert(collection, collection.spaceId, entries);
    if (Math.floor(done / 5_000) === Math.floor((done + batch) / 5_000)) continue;
    const rate = 5_000 / ((performance.now() - since) / 1000);
    console.log(`${name}: ${rate.toFixed(0)} vectors/s up to ${done + batch}`);
    since = performance.now();
  }
  await store.delete(collection.name);
  await sql.close();
}

/** Milliseconds of batches into collections that have graphs; each collection has its turn with every batch. */
async function writesIntoGraphs(): Promise<void> {
  const databaseUrl = process.env['DATABASE_URL'];
  if (databaseUrl === undefined) return console.log('skipped: DATABASE_URL is not set');
  const sql = await openDatabase({ databaseUrl });
  const places = [];
  for (const [i, graph] of graphs.entries()) {
    // One more, because the number names the collection.
    const place = await fillCollection(sql, graphVectors + i, 1_000);
    await place.use(graph);
    places.push({ graph, place, ms: [] as number[] });
  }
  for (let n = 0; n < graphBatches; n++) {
    for (const { place, ms } of places) {
      const entries = Array.from({ length: batch }, (_, i) =>
        place.data.entry(place.vectors + n * batch + i),
      );
      const started = performance.now();
      await place.index.upsert(place.collection, place.collection.spaceId, entries);
      ms.push(performance.now() - started);
    }
  }
  for (const { graph, place, ms } of places) {
    const [p50, p95] = [percentile(ms, 0.5), percentile(ms, 0.95)];
    console.log(
      `m ${graph.m}, efConstruction ${graph.efConstruction}: ${batch} items in p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, load ${loadavg()[0]!.toFixed(1)}`,
    );
    await place.delete();
  }
  await sql.close();
}

function entry(i: number): IndexEntry {
  const raw = Float32Array.from({ length: dimension }, (_, d) => Math.sin((i + 1) * (d + 1) * 0.7 + d));
  const norm = Math.hypot(...raw);
  return {
    key: String(i),
    text: `第 ${i} 个`,
    image: null,
    metadata: { number: i },
    vectors: { text: raw.map((value) => value / norm) },
  };
}
