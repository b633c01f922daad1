import { PgvectorIndex } from '../adapters/postgres/pgvector-index.ts';
import { PostgresCollectionStore } from '../adapters/postgres/postgres-collection-store.ts';
import { PostgresIndexBuilder } from '../adapters/postgres/postgres-index-builder.ts';
import type { Collection, NearestQuery } from '../core/ports/collections.ts';
import type { IndexSettings } from '../core/search/indexes/index-settings.ts';
import type { SearchPlan } from '../core/search/plan-search.ts';
import type { SqlClient } from '../db/sql-client.ts';
import { dimension, SearchData } from './search-data.ts';

const batch = 1_000;
const hits = 10;

/** A collection of the bench, and how its vectors are found. */
export class SearchCollection {
  readonly data = new SearchData();
  readonly vectors: number;
  readonly index: PgvectorIndex;
  readonly #store: PostgresCollectionStore;
  readonly #builder: PostgresIndexBuilder;
  #collection: Collection;

  constructor(sql: SqlClient, collection: Collection, vectors: number, memoryMb: number) {
    this.vectors = vectors;
    this.index = new PgvectorIndex(sql);
    this.#store = new PostgresCollectionStore(sql);
    this.#builder = new PostgresIndexBuilder(sql, { memoryMb });
    this.#collection = collection;
  }

  get collection(): Collection {
    return this.#collection;
  }

  /** Builds an index unless it is there, and lets searches use it and no other. */
  async use(settings: IndexSettings): Promise<void> {
    const started = performance.now();
    await this.#builder.create(this.#collection, settings);
    const seconds = (performance.now() - started) / 1000;
    await this.#builder.use(this.#collection, settings);
    // Of two graphs of the same vectors the planner would take either.
    await this.#builder.release(this.#collection, '0');
    this.#collection = { ...this.#collection, index: settings };
    const { sizeBytes } = await this.#builder.status(this.#collection);
    console.log(
      `\n${settings.kind}, m ${settings.m}, ef ${settings.efConstruction} and ${settings.efSearch}: there after ${seconds.toFixed(1)} s, all indexes ${(sizeBytes / 1e6).toFixed(0)} MB`,
    );
  }

  /** Of a search without a filter. */
  get plan(): SearchPlan {
    return { kind: this.#collection.index.kind === 'exact' ? 'exact' : 'approximate' };
  }

  nearest(vector: Float32Array, rest: Pick<NearestQuery, 'plan' | 'filter'>): NearestQuery {
    const { spaceId } = this.#collection;
    return { vector, spaceId, against: 'text', first: hits, excludeItemIds: [], ...rest };
  }

  async delete(): Promise<void> {
    await this.#store.delete(this.#collection.name);
  }
}

/** The collection with so many vectors; made unless it was kept. `memoryMb`: for building one graph. */
export async function fillCollection(
  sql: SqlClient,
  vectors: number,
  memoryMb: number,
): Promise<SearchCollection> {
  const store = new PostgresCollectionStore(sql);
  const name = `bench-${vectors}`;
  const found = await store.find(name);
  if (found !== undefined) return new SearchCollection(sql, found, vectors, memoryMb);
  const index = { kind: 'exact', m: 16, efConstruction: 64, efSearch: 200 } as const;
  const space = { modelName: 'bench', spaceId: `bench-${dimension}`, dimension };
  const place = new SearchCollection(
    sql,
    await store.create({ name, description: null, ...space, index }),
    vectors,
    memoryMb,
  );
  await fill(place);
  return place;
}

async function fill({ data, index, collection, vectors }: SearchCollection): Promise<void> {
  const started = performance.now();
  let writing: Promise<unknown> = Promise.resolve();
  for (let i = 0; i < vectors; i += batch) {
    const entries = Array.from({ length: Math.min(batch, vectors - i) }, (_, j) => data.entry(i + j));
    await writing;
    writing = index.upsert(collection, collection.spaceId, entries);
  }
  await writing;
  await index.analyse(collection);
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `${vectors} items written without an index in ${seconds.toFixed(0)} s, ${(vectors / seconds).toFixed(0)}/s`,
  );
}
