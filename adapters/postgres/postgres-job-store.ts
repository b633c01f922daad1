import type { JsonObject } from '../../core/json.ts';
import type { Page } from '../../core/ports/collections.ts';
import type {
  ClaimedJob,
  Job,
  JobArtefact,
  JobOutcome,
  JobProgress,
  JobStore,
  LeaseState,
} from '../../core/ports/job-store.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { type ArtefactRow, artefactColumns, type JobRow, jobColumns, toArtefact, toJob } from './job-rows.ts';
import { isId } from './rows.ts';

/** Workers that a job may lose between two checkpoints. */
const maximumCrashes = 3;

const insert = `insert into jobs (kind, input) values ($1, $2::text::jsonb) returning ${jobColumns}`;
const selectById = `select ${jobColumns} from jobs where id = $1::bigint`;
const selectPage = `select ${jobColumns} from jobs
  where id < $1::bigint and ($3::text[] is null or kind = any($3::text[])) order by jobs.id desc limit $2`;
const selectInputs = `select input from jobs where kind = $1 and (state in ('queued', 'running', 'paused')
  or (state in ('failed', 'cancelled') and finished_at > $2))`;
const selectArtefacts = `select ${artefactColumns} from job_artefacts where job_id = $1::bigint order by name`;
const released = 'lease = null, lease_until = null, revision = revision + 1';

/** What nobody works on any more and nobody shall: cancelled meanwhile, or a danger to every worker. */
const settleAbandoned = `update jobs set ${released}, finished_at = now(),
    state = case when cancel_requested then 'cancelled' else 'failed' end,
    error_code = case when cancel_requested then null else 'INTERNAL_SERVER_ERROR' end,
    error_message = case when cancel_requested then null
      else 'Workers ended without a word ${maximumCrashes} times at the same place.' end
  where state = 'running' and lease_until < now() and (cancel_requested or crashes >= ${maximumCrashes - 1})`;
const claimNext = `update jobs set state = 'running', lease = gen_random_uuid(), revision = revision + 1,
    lease_until = now() + $2::float8 * interval '1 millisecond', started_at = coalesce(started_at, now()),
    crashes = crashes + (state = 'running')::integer
  where id = (select id from jobs
    where kind = any($1::text[]) and (state = 'queued' or (state = 'running' and lease_until < now()))
    order by id limit 1 for update skip locked)
  returning ${jobColumns}`;

const held = `where id = $1::bigint and lease = $2::uuid`;
const extendLease = `update jobs set lease_until = now() + $3::float8 * interval '1 millisecond' ${held} returning cancel_requested, pause_requested`;
const setProgress = `update jobs set progress = $3::text::jsonb, revision = revision + 1 ${held} returning cancel_requested, pause_requested`;
/** In one statement, so that the files offered are never those of another checkpoint. */
const setCheckpoint = `with saved as (
    update jobs set checkpoint = $3::text::jsonb, crashes = 0 ${held} returning id, cancel_requested, pause_requested
  ), given as (
    select * from jsonb_to_recordset($4::text::jsonb)
      as given (name text, "mediaType" text, "sizeBytes" bigint, sha256 text, path text)
  ), dropped as (
    delete from job_artefacts using saved where job_id = saved.id and name not in (select name from given)
  ), offered as (
    insert into job_artefacts (job_id, name, media_type, size_bytes, sha256, path)
    select saved.id, name, "mediaType", "sizeBytes", sha256, path from saved, given
    on conflict (job_id, name) do update set size_bytes = excluded.size_bytes, sha256 = excluded.sha256
  )
  select cancel_requested, pause_requested from saved`;
/** What fails once it shall be cancelled may lack what was taken away with it. */
const unlessCancelled = (value: string, otherwise: string) =>
  `case when $3::text = 'failed' and cancel_requested then ${otherwise} else ${value} end`;
const release = `update jobs set ${released}, state = ${unlessCancelled('$3::text', "'cancelled'")}, result = $4::text::jsonb,
    error_code = ${unlessCancelled('$5::text', 'null')}, error_message = ${unlessCancelled('$6::text', 'null')}, pause_requested = false,
    finished_at = case when $3::text in ('queued', 'paused') then null else now() end
  ${held} returning id::text`;
const dropArtefacts = `delete from job_artefacts using jobs
  where jobs.id = job_id and jobs.kind = $1 and jobs.id < $2::bigint returning job_id::text as id`;
const deleteArtefacts = 'delete from job_artefacts where job_id = $1::bigint';
const insertArtefact = `insert into job_artefacts (job_id, name, media_type, size_bytes, sha256, path)
  values ($1::bigint, $2, $3, $4::float8, $5, $6)`;

/** Nobody works on it, or nobody any more. */
const idle = "(state in ('queued', 'paused') or lease_until < now())";
const ifIdle = (value: string, otherwise: string) => `case when ${idle} then ${value} else ${otherwise} end`;
const leaveIfIdle = `lease = ${ifIdle('null', 'lease')}, lease_until = ${ifIdle('null', 'lease_until')}`;
const requestCancel = `update jobs set revision = revision + 1, cancel_requested = true, pause_requested = false,
    state = ${ifIdle("'cancelled'", 'state')}, finished_at = ${ifIdle('now()', 'null')}, ${leaveIfIdle}
  where id = $1::bigint and state in ('queued', 'running', 'paused')`;
const requestPause = `update jobs set revision = revision + 1, pause_requested = not ${idle},
    state = ${ifIdle("'paused'", 'state')}, ${leaveIfIdle}
  where id = $1::bigint and state in ('queued', 'running') and not cancel_requested`;
const resumed = `update jobs set revision = revision + 1, pause_requested = false,
    state = case when state = 'paused' then 'queued' else state end
  where id = $1::bigint and (state = 'paused' or pause_requested)`;
const requeue = `update jobs set revision = revision + 1, state = 'queued', cancel_requested = false, crashes = 0,
    error_code = null, error_message = null, finished_at = null
  where id = $1::bigint and state in ('failed', 'cancelled')`;

/** A table as a queue: workers skip what others have locked, so that none waits and none takes the same job. */
export class PostgresJobStore implements JobStore {
  readonly #sql: SqlClient;

  constructor(sql: SqlClient) {
    this.#sql = sql;
  }

  async enqueue(kind: string, input: JsonObject): Promise<Job> {
    const [row] = await this.#sql.query<JobRow>(insert, [kind, JSON.stringify(input)]);
    return toJob(row!);
  }

  async find(id: string): Promise<Job | undefined> {
    if (!isId(id)) return undefined;
    return (await this.#sql.query<JobRow>(selectById, [id])).map(toJob)[0];
  }

  async list(first: number, beforeId = '9'.repeat(18), kinds?: readonly string[]): Promise<Page<Job>> {
    if (!isId(beforeId)) return { nodes: [], hasNextPage: false };
    const rows = await this.#sql.query<JobRow>(selectPage, [beforeId, first + 1, kinds ?? null]);
    return { nodes: rows.slice(0, first).map(toJob), hasNextPage: rows.length > first };
  }

  async inputsInUse(kind: string, since: Date): Promise<readonly JsonObject[]> {
    const rows = await this.#sql.query<{ input: JsonObject }>(selectInputs, [kind, since]);
    return rows.map(({ input }) => input);
  }

  async artefacts(id: string): Promise<readonly JobArtefact[]> {
    if (!isId(id)) return [];
    return (await this.#sql.query<ArtefactRow>(selectArtefacts, [id])).map(toArtefact);
  }

  async dropArtefacts(kind: string, beforeId: string): Promise<readonly string[]> {
    const rows = await this.#sql.query<{ id: string }>(dropArtefacts, [kind, beforeId]);
    return [...new Set(rows.map(({ id }) => id))];
  }

  async claim(kinds: readonly string[], leaseMs: number): Promise<ClaimedJob | undefined> {
    await this.#sql.query(settleAbandoned);
    const [row] = await this.#sql.query<JobRow>(claimNext, [kinds, leaseMs]);
    if (row === undefined) return undefined;
    return { job: toJob(row), checkpoint: row.checkpoint, lease: row.lease! };
  }

  heartbeat(claim: ClaimedJob, leaseMs: number): Promise<LeaseState> {
    return this.#report(extendLease, claim, leaseMs);
  }

  saveProgress(claim: ClaimedJob, progress: JobProgress): Promise<LeaseState> {
    return this.#report(setProgress, claim, JSON.stringify(progress));
  }

  saveCheckpoint(
    claim: ClaimedJob,
    checkpoint: JsonObject,
    artefacts: readonly JobArtefact[] = [],
  ): Promise<LeaseState> {
    return this.#report(setCheckpoint, claim, JSON.stringify(checkpoint), JSON.stringify(artefacts));
  }

  finish({ job, lease }: ClaimedJob, outcome: JobOutcome): Promise<boolean> {
    const result = outcome.state === 'succeeded' ? JSON.stringify(outcome.result) : null;
    const { code, message } = outcome.state === 'failed' ? outcome.error : { code: null, message: null };
    return this.#sql.transaction(async (sql) => {
      const rows = await sql.query(release, [job.id, lease, outcome.state, result, code, message]);
      if (rows.length === 0) return false;
      if (outcome.state !== 'succeeded') return true;
      await sql.query(deleteArtefacts, [job.id]);
      for (const { name, mediaType, sizeBytes, sha256, path } of outcome.artefacts) {
        await sql.query(insertArtefact, [job.id, name, mediaType, sizeBytes, sha256, path]);
      }
      return true;
    });
  }

  async cancel(id: string): Promise<Job | undefined> {
    if (!isId(id)) return undefined;
    await this.#sql.query(requestCancel, [id]);
    return this.find(id);
  }

  retry(id: string): Promise<Job | undefined> {
    return this.#change(requeue, id);
  }

  async pause(id: string): Promise<Job | undefined> {
    if (!isId(id)) return undefined;
    await this.#sql.query(requestPause, [id]);
    return this.find(id);
  }

  resume(id: string): Promise<Job | undefined> {
    return this.#change(resumed, id);
  }

  /** The job after a statement; undefined where it does not apply. */
  async #change(statement: string, id: string): Promise<Job | undefined> {
    if (!isId(id)) return undefined;
    const rows = await this.#sql.query(`${statement} returning id`, [id]);
    return rows.length === 0 ? undefined : this.find(id);
  }

  async #report(statement: string, { job, lease }: ClaimedJob, ...values: unknown[]): Promise<LeaseState> {
    const [row] = await this.#sql.query<Pick<JobRow, 'cancel_requested' | 'pause_requested'>>(statement, [
      job.id,
      lease,
      ...values,
    ]);
    if (row === undefined) return 'lost';
    if (row.cancel_requested) return 'cancel-requested';
    return row.pause_requested ? 'pause-requested' : 'held';
  }
}
