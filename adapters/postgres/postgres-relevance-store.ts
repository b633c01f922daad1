import type { RelevanceStore, StoredRelevance } from '../../core/ports/relevance-store.ts';
import type { RelevanceEstimate } from '../../core/search/relevance/relevance-estimate.ts';
import type { SqlClient } from '../../db/sql-client.ts';

const selectEstimate = `select estimate, changed_items::float8 as "changedItems", job_id::text as "jobId"
  from relevance_estimates where set_id = $1::bigint`;
/** Of a set that is still there. */
const upsertJob = `insert into relevance_estimates (set_id, job_id) select id, $2::bigint from vector_sets where id = $1::bigint
  on conflict (set_id) do update set job_id = excluded.job_id`;
const succeedJob = `insert into relevance_estimates as known (set_id, job_id) select id, $2::bigint from vector_sets where id = $1::bigint
  on conflict (set_id) do update set job_id = excluded.job_id where known.job_id is not distinct from $3::bigint returning set_id`;
const upsertEstimate = `insert into relevance_estimates as known (set_id, estimate)
  select id, $2::jsonb from vector_sets where id = $1::bigint
  on conflict (set_id) do update set estimate = excluded.estimate,
    changed_items = greatest(known.changed_items - $3::bigint, 0)`;

/** Parameter: collection. All of its sets have changed with so many items. Last in a transaction, because writers wait for each other here. */
export function noteChanges(count: string): string {
  return `insert into relevance_estimates as known (set_id, changed_items)
    select id, ${count} from vector_sets where collection_id = $1::bigint order by id
    on conflict (set_id) do update set changed_items = known.changed_items + excluded.changed_items`;
}

/** Estimates of relevance in Postgres. */
export class PostgresRelevanceStore implements RelevanceStore {
  readonly #sql: SqlClient;

  constructor(sql: SqlClient) {
    this.#sql = sql;
  }

  async find(vectorSetId: string): Promise<StoredRelevance> {
    const [row] = await this.#sql.query<
      Omit<StoredRelevance, 'estimate'> & { estimate: RelevanceEstimate | null }
    >(selectEstimate, [vectorSetId]);
    if (row === undefined) return { estimate: undefined, changedItems: 0, jobId: null };
    return { ...row, estimate: row.estimate ?? undefined };
  }

  async noteJob(vectorSetId: string, jobId: string): Promise<void> {
    await this.#sql.query(upsertJob, [vectorSetId, jobId]);
  }

  async succeedJob(vectorSetId: string, before: string | null, jobId: string): Promise<boolean> {
    return (await this.#sql.query(succeedJob, [vectorSetId, jobId, before])).length > 0;
  }

  async save(vectorSetId: string, estimate: RelevanceEstimate, changedItems: number): Promise<void> {
    await this.#sql.query(upsertEstimate, [vectorSetId, JSON.stringify(estimate), changedItems]);
  }
}
