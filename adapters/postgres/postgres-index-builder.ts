import type { Collection } from '../../core/ports/collections.ts';
import type { IndexBuilder, IndexStatus } from '../../core/ports/index-builder.ts';
import type { IndexSettings } from '../../core/search/indexes/index-settings.ts';
import type { RecallEstimate } from '../../core/search/indexes/measure-recall.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { partitionName, vectorIndexes } from './vector-tables.ts';

/** The graphs of one partition. */
const indexesOf = (table: string) => `from pg_index join pg_class on pg_class.oid = pg_index.indexrelid
    join pg_am on pg_am.oid = pg_class.relam
  where indrelid = to_regclass('${table}') and amname = 'hnsw'`;
const selectStatus = `select index_job_id::text as job_id, index_recall as recall from vector_sets where id = $1::bigint`;
const selectSize = (table: string) =>
  `select coalesce(sum(pg_relation_size(pg_class.oid)), 0)::float8 as bytes ${indexesOf(table)}`;
const selectIndexes = (table: string) =>
  `select pg_class.relname as name, indisvalid as is_valid ${indexesOf(table)}`;
const claimPlace = `update vector_sets set index_job_id = $2::bigint where id = $1::bigint
  and (index_job_id is null or index_job_id = $2::bigint
    or not exists (select 1 from jobs where jobs.id = index_job_id and state = 'running')) returning id`;
const freePlace = `update vector_sets set index_job_id = null where id = $1::bigint and index_job_id = $2::bigint`;
const updateSettings = `update vector_sets set index_kind = $2, index_m = $3, index_ef_construction = $4, index_ef_search = $5,
  index_recall = null where id = $1::bigint`;
const selectSettings = `select dimension, index_kind as kind, index_m as m, index_ef_construction as "efConstruction",
  index_ef_search as "efSearch" from vector_sets where id = $1::bigint`;
const updateRecall = `update vector_sets set index_recall = $2::jsonb where id = $1::bigint`;
/** Two graphs are built one after the other; each first reads the table, then connects what it has read. */
const selectProgress = `select greatest(tuples_done::float8 / nullif(tuples_total, 0), blocks_done::float8 / nullif(blocks_total, 0)) as share
  from pg_stat_progress_create_index where relid = to_regclass($1)`;

export interface PostgresIndexBuilderOptions {
  /** Memory that the server may use to build one graph; a graph that outgrows it takes many times longer. */
  readonly memoryMb: number;
}

/** Indexes of pgvector, made with `create index concurrently`. */
export class PostgresIndexBuilder implements IndexBuilder {
  readonly #sql: SqlClient;
  readonly #memoryMb: number;

  constructor(sql: SqlClient, { memoryMb }: PostgresIndexBuilderOptions) {
    this.#sql = sql;
    this.#memoryMb = memoryMb;
  }

  async status({ vectorSetId }: Collection): Promise<IndexStatus> {
    const table = partitionName(vectorSetId);
    const [row] = await this.#sql.query<{ job_id: string | null; recall: RecallEstimate | null }>(
      selectStatus,
      [vectorSetId],
    );
    const [size] = await this.#sql.query<{ bytes: number }>(selectSize(table));
    return { sizeBytes: size!.bytes, buildJobId: row?.job_id ?? null, recall: row?.recall ?? null };
  }

  async claim({ vectorSetId }: Collection, jobId: string): Promise<boolean> {
    return (await this.#sql.query(claimPlace, [vectorSetId, jobId])).length > 0;
  }

  create(collection: Collection, index: IndexSettings): Promise<void> {
    const { vectorSetId: id, dimension } = collection;
    return this.#sql.maintain(async (sql) => {
      await sql.query(`select set_config('maintenance_work_mem', $1, false)`, [`${this.#memoryMb}MB`]);
      const there = await sql.query<{ name: string; is_valid: boolean }>(selectIndexes(partitionName(id)));
      for (const { name, create } of vectorIndexes({ id, dimension, index })) {
        const found = there.find((each) => each.name === name);
        if (found?.is_valid) continue;
        // Left by a build that was killed.
        if (found !== undefined) await sql.query(`drop index concurrently if exists ${name}`);
        await sql.query(create('concurrently'));
      }
    });
  }

  async progress({ vectorSetId }: Collection): Promise<number | undefined> {
    const [row] = await this.#sql.query<{ share: number | null }>(selectProgress, [
      partitionName(vectorSetId),
    ]);
    return row?.share ?? undefined;
  }

  async use(
    { vectorSetId }: Collection,
    { kind, m, efConstruction, efSearch }: IndexSettings,
  ): Promise<void> {
    await this.#sql.query(updateSettings, [vectorSetId, kind, m, efConstruction, efSearch]);
  }

  async release({ vectorSetId: id }: Collection, jobId: string): Promise<void> {
    await this.#sql.maintain(async (sql) => {
      const [row] = await sql.query<IndexSettings & { dimension: number }>(selectSettings, [id]);
      if (row === undefined) return;
      const used = vectorIndexes({ id, dimension: row.dimension, index: row }).map(({ name }) => name);
      for (const { name } of await sql.query<{ name: string }>(selectIndexes(partitionName(id)))) {
        if (!used.includes(name)) await sql.query(`drop index concurrently if exists ${name}`);
      }
      await sql.query(freePlace, [id, jobId]);
    });
  }

  async noteRecall({ vectorSetId }: Collection, recall: RecallEstimate): Promise<void> {
    await this.#sql.query(updateRecall, [vectorSetId, JSON.stringify(recall)]);
  }
}
