import type { VectorSpace } from '../../core/ports/vector-sets.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { partitionName, vectorIndexes } from './vector-tables.ts';

/**
 * Making or dropping a partition locks these tables and `item_vectors`, in an order of its own. Taken first and in the
 * order in which writers use them, so that nobody waits in a circle; readers are not held up.
 */
export const lockSchema = 'lock table collections, vector_sets, items in share row exclusive mode';
const insertSpace = `insert into embedding_spaces (id, dimension, model_name) values ($1, $2, $3) on conflict (id) do nothing`;
const insertSet = `insert into vector_sets (id, collection_id, model_name, space_id, dimension,
    index_kind, index_m, index_ef_construction, index_ef_search)
  overriding system value values ($1::bigint, $2::bigint, $3, $4, $5, $6, $7, $8, $9)`;

interface NewVectorSet extends VectorSpace {
  readonly id: string;
}

/** Makes a set with its partition and indexes. Call it in a transaction that has {@link lockSchema}. */
export async function addVectorSet(sql: SqlClient, collectionId: string, set: NewVectorSet): Promise<void> {
  const { kind, m, efConstruction, efSearch } = set.index;
  await sql.query(insertSpace, [set.spaceId, set.dimension, set.modelName]);
  const space = [set.modelName, set.spaceId, set.dimension];
  await sql.query(insertSet, [set.id, collectionId, ...space, kind, m, efConstruction, efSearch]);
  await sql.execute(createPartition(set));
  for (const { create } of vectorIndexes(set)) await sql.execute(create());
}

/** Statements that make the table of a set, without its indexes. */
export function createPartition({ id, dimension }: Pick<NewVectorSet, 'id' | 'dimension'>): string {
  const table = partitionName(id);
  const check = `constraint ${table}_dimension check (vector_dims(embedding) = ${dimension})`;
  const create = `create table ${table} partition of item_vectors (${check}) for values in (${id});`;
  // In the row itself, where these fit: an exact scan is 3–4 times as fast, and the planner sees what it costs.
  const storage =
    dimension > maximumPlainDimension ? '' : `alter table ${table} alter column embedding set storage plain;`;
  return `${create} ${storage}`;
}

/** A row must fit a page of 8 KiB. */
const maximumPlainDimension = 2000;
