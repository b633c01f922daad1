import { DomainError } from '../../core/errors.ts';
import type { Collection, Modality } from '../../core/ports/collections.ts';
import type {
  FilledItem,
  MissingItem,
  OtherVectorSet,
  SharedItem,
  VectorFailure,
  VectorSet,
  VectorSets,
  VectorSpace,
} from '../../core/ports/vector-sets.ts';
import type { IndexKind } from '../../core/search/indexes/index-settings.ts';
import type { OverlapReport } from '../../core/search/model-change/overlap.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { addVectorSet, lockSchema } from './add-vector-set.ts';
import { collectionGone } from './collection-gone.ts';
import { sampleSharedStatement } from './sampling-statements.ts';
import { partitionName } from './vector-tables.ts';
import { insertVectors, lockCollection } from './write-items.ts';

/** A set that was made later than the one in use is the next one. */
const selectOther = `select sets.id::text, sets.id > collections.vector_set_id as is_next, sets.model_name, sets.space_id,
    sets.dimension, sets.index_kind as kind, sets.index_m as m, sets.index_ef_construction as "efConstruction",
    sets.index_ef_search as "efSearch", newer.id::text as newer_id, newer.change_job_id::text as job_id, newer.overlap
  from collections join vector_sets as sets on sets.collection_id = collections.id and sets.id <> collections.vector_set_id
    join vector_sets as newer on newer.id = greatest(sets.id, collections.vector_set_id)
  where collections.id = $1::bigint`;
const selectBuild = `select jobs.id::text from collections join vector_sets on vector_sets.id = collections.vector_set_id
  join jobs on jobs.id = vector_sets.index_job_id and jobs.state = 'running' where collections.id = $1::bigint`;
const nextId = `select nextval(pg_get_serial_sequence('vector_sets', 'id'))::text as id`;
const updateJob = 'update vector_sets set change_job_id = $2::bigint where id = $1::bigint';
const updateOverlap = 'update vector_sets set overlap = $2::jsonb where id = $1::bigint';
const selectSet =
  'select id from vector_sets where id = $1::bigint and collection_id = $2::bigint for key share';
const updateSetInUse = 'update collections set vector_set_id = $2::bigint where id = $1::bigint';
const deleteSet = `delete from vector_sets as sets using collections where sets.id = $2::bigint and collections.id = $1::bigint
  and sets.collection_id = collections.id and sets.id <> collections.vector_set_id returning sets.id`;
/** Of items that are as they were read, and still lack what is given. */
const insertFailures = `insert into vector_failures (set_id, collection_id, item_id, modality, code, message)
  select $1::bigint, $2::bigint, input.item_id, modality, code, message
  from unnest($3::bigint[], $4::text[], $5::text[], $6::text[]) as input (item_id, modality, code, message)
  on conflict do nothing`;
const lockUnchanged = `select items.id::text from items
  join unnest($2::bigint[], $3::text[], $4::text[]) as input (id, text, sha256) on input.id = items.id
  where items.collection_id = $1::bigint
    and (input.text is null or input.text is not distinct from items.text)
    and (input.sha256 is null or input.sha256 is not distinct from items.image_sha256)`;
const deleteFailures = `delete from vector_failures using collections
  where set_id = $2::bigint and collections.id = $1::bigint and collections.vector_set_id <> $2::bigint`;
const countFailures = 'select count(*)::int as count from vector_failures where set_id = $1::bigint';
const selectFailures = `select key, modality, code, message from vector_failures
  join items on items.collection_id = vector_failures.collection_id and items.id = vector_failures.item_id
  where set_id = $1::bigint order by items.id limit $2`;

/** Whether an item lacks the vector of what it has; the set is a constant, so that only its partition is read. */
function lacks(setId: string, modality: Modality): string {
  const column = modality === 'image' ? 'image_sha256' : 'text';
  const has = (table: string, set: string) => `exists (select 1 from ${table} as there
    where there.set_id = ${set} and there.modality = '${modality}' and there.item_id = items.id)`;
  return `(items.${column} is not null and not ${has(partitionName(setId), setId)} and not ${has('vector_failures', setId)})`;
}

const lacking = (setId: string) =>
  `items.collection_id = $1::bigint and (${lacks(setId, 'image')} or ${lacks(setId, 'text')})`;

interface OtherRow extends Omit<OtherVectorSet['index'], 'kind'> {
  readonly id: string;
  readonly is_next: boolean;
  readonly model_name: string;
  readonly space_id: string;
  readonly dimension: number;
  readonly kind: IndexKind;
  readonly newer_id: string;
  readonly job_id: string | null;
  readonly overlap: OverlapReport | null;
}

/** Sets of vectors in Postgres, each a partition. */
export class PostgresVectorSets implements VectorSets {
  readonly #sql: SqlClient;

  constructor(sql: SqlClient) {
    this.#sql = sql;
  }

  async other({ id }: Collection): Promise<OtherVectorSet | undefined> {
    return (await this.#sql.query<OtherRow>(selectOther, [id])).map(toOther)[0];
  }

  add(collection: Collection, space: VectorSpace): Promise<OtherVectorSet> {
    return this.#sql.transaction(async (sql) => {
      await sql.query(lockSchema);
      if ((await sql.query(lockCollection, [collection.id])).length === 0) throw collectionGone();
      if ((await sql.query(selectOther, [collection.id])).length > 0) throw hasAnother(collection);
      // No build claims its place from here on.
      const [build] = await sql.query<{ id: string }>(selectBuild, [collection.id]);
      if (build !== undefined) throw isBuilding(collection, build.id);
      const [row] = await sql.query<{ id: string }>(nextId);
      await addVectorSet(sql, collection.id, { ...space, id: row!.id });
      return (await sql.query<OtherRow>(selectOther, [collection.id])).map(toOther)[0]!;
    });
  }

  async noteJob(newerSetId: string, jobId: string): Promise<void> {
    await this.#sql.query(updateJob, [newerSetId, jobId]);
  }

  missing(
    { id }: Collection,
    vectorSetId: string,
    limit: number,
    afterId: string,
  ): Promise<readonly MissingItem[]> {
    const statement = `select items.id::text, case when ${lacks(vectorSetId, 'text')} then items.text end as text,
        case when ${lacks(vectorSetId, 'image')} then items.image_sha256 end as "imageSha256"
      from items where ${lacking(vectorSetId)} and items.id > $2::bigint order by items.id limit $3`;
    return this.#ofSet(() => this.#sql.query<MissingItem>(statement, [id, afterId, limit]));
  }

  countMissing({ id }: Collection, vectorSetId: string): Promise<number> {
    return this.#ofSet(() => countMissing(this.#sql, id, vectorSetId));
  }

  async fill({ id }: Collection, set: VectorSet, filled: readonly FilledItem[]): Promise<void> {
    await this.#sql.transaction(async (sql) => {
      if ((await sql.query(lockCollection, [id])).length === 0) throw collectionGone();
      if ((await sql.query(selectSet, [set.vectorSetId, id])).length === 0) throw setGone();
      const unchanged = await sql.query<{ id: string }>(lockUnchanged, [
        id,
        filled.map(({ item }) => item.id),
        filled.map(({ item }) => item.text),
        filled.map(({ item }) => item.imageSha256),
      ]);
      const ids = new Set(unchanged.map((row) => row.id));
      const kept = filled.filter(({ item }) => ids.has(item.id));
      await insertVectors(
        sql,
        id,
        set,
        kept.map(({ item, vectors }) => ({ itemId: item.id, vectors })),
      );
      const failures = kept.flatMap(({ item, failures }) =>
        failures.map((failure) => ({ itemId: item.id, ...failure })),
      );
      await sql.query(insertFailures, [
        set.vectorSetId,
        id,
        failures.map(({ itemId }) => itemId),
        failures.map(({ modality }) => modality),
        failures.map(({ code }) => code),
        failures.map(({ message }) => message),
      ]);
    });
  }

  async countFailures(vectorSetId: string): Promise<number> {
    return (await this.#sql.query<{ count: number }>(countFailures, [vectorSetId]))[0]!.count;
  }

  async forgetFailures({ id }: Collection, vectorSetId: string): Promise<void> {
    await this.#sql.transaction(async (sql) => {
      // Nobody switches to the set meanwhile.
      if ((await sql.query(lockCollection, [id])).length === 0) throw collectionGone();
      await sql.query(deleteFailures, [id, vectorSetId]);
    });
  }

  failures(
    vectorSetId: string,
    first: number,
  ): Promise<readonly (VectorFailure & { readonly key: string })[]> {
    return this.#sql.query(selectFailures, [vectorSetId, first]);
  }

  sampleShared(
    { id, vectorSetId }: Collection,
    other: OtherVectorSet,
    modality: Modality,
    count: number,
  ): Promise<readonly SharedItem[]> {
    const statement = sampleSharedStatement(vectorSetId, other.vectorSetId);
    return this.#ofSet(() => this.#sql.query<SharedItem>(statement, [modality, count, id]));
  }

  async noteOverlap(newerSetId: string, overlap: OverlapReport): Promise<void> {
    await this.#sql.query(updateOverlap, [newerSetId, JSON.stringify(overlap)]);
  }

  swap({ id }: Collection, vectorSetId: string): Promise<number> {
    return this.#sql.transaction(async (sql) => {
      // Nobody writes to the collection from here on.
      if ((await sql.query(lockCollection, [id])).length === 0) throw collectionGone();
      if ((await sql.query(selectSet, [vectorSetId, id])).length === 0) throw setGone();
      const missing = await countMissing(sql, id, vectorSetId);
      if (missing === 0) await sql.query(updateSetInUse, [id, vectorSetId]);
      return missing;
    });
  }

  drop({ id }: Collection, vectorSetId: string): Promise<boolean> {
    return this.#sql.transaction(async (sql) => {
      await sql.query(lockSchema);
      if ((await sql.query(deleteSet, [id, vectorSetId])).length === 0) return false;
      await sql.execute(`drop table ${partitionName(vectorSetId)}`);
      return true;
    });
  }

  async #ofSet<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw (error as { code?: string }).code === undefinedTable ? setGone(error) : error;
    }
  }
}

/** SQLSTATE: the partition was dropped. */
const undefinedTable = '42P01';

async function countMissing(sql: SqlClient, collectionId: string, vectorSetId: string): Promise<number> {
  const statement = `select count(*)::int as count from items where ${lacking(vectorSetId)}`;
  return (await sql.query<{ count: number }>(statement, [collectionId]))[0]!.count;
}

function toOther(row: OtherRow): OtherVectorSet {
  const { kind, m, efConstruction, efSearch } = row;
  return {
    vectorSetId: row.id,
    role: row.is_next ? 'next' : 'previous',
    modelName: row.model_name,
    spaceId: row.space_id,
    dimension: row.dimension,
    index: { kind, m, efConstruction, efSearch },
    newerSetId: row.newer_id,
    jobId: row.job_id,
    overlap: row.overlap,
  };
}

function hasAnother({ name }: Collection): DomainError {
  return new DomainError(
    'ALREADY_EXISTS',
    `The collection ${name} is being moved to another model already.`,
    {
      remedy: 'Finish or abandon that change first.',
    },
  );
}

function isBuilding({ name }: Collection, jobId: string): DomainError {
  return new DomainError('INVALID_INPUT', `Another index of the collection ${name} is being built.`, {
    remedy: `Wait for job ${jobId}, or cancel it.`,
  });
}

function setGone(cause?: unknown): DomainError {
  return new DomainError('NOT_FOUND', 'The change of model was finished or abandoned meanwhile.', { cause });
}
