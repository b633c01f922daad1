import { DomainError } from '../../core/errors.ts';
import type { Collection, CollectionStore, Item, NewCollection, Page } from '../../core/ports/collections.ts';
import { defaultIndex, type IndexSettings } from '../../core/search/indexes/index-settings.ts';
import type { FieldType, FieldTypes } from '../../core/search/item-filter.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import {
  type CollectionRow,
  type ItemRow,
  isId,
  itemColumns,
  selectCollections,
  toCollection,
  toItem,
} from './rows.ts';
import { partitionName, vectorIndexes } from './vector-tables.ts';

const selectAll = `${selectCollections} order by collections.id`;
const selectByName = `${selectCollections} where collections.name = $1`;
const selectById = `${selectCollections} where collections.id = $1::bigint`;
/**
 * Making or dropping a partition locks these tables and `item_vectors`, in an order of its own. Taken first and in the
 * order in which writers use them, so that nobody waits in a circle; readers are not held up.
 */
const lockSchema = 'lock table collections, vector_sets, items in share row exclusive mode';
const insertSpace = `insert into embedding_spaces (id, dimension, model_name) values ($1, $2, $3) on conflict (id) do nothing`;
const insertCollection = `insert into collections (name, description, vector_set_id)
  values ($1, $2, nextval(pg_get_serial_sequence('vector_sets', 'id')))
  on conflict (name) do nothing returning id::text, vector_set_id::text`;
const insertSet = `insert into vector_sets (id, collection_id, model_name, space_id, dimension,
    index_kind, index_m, index_ef_construction, index_ef_search)
  overriding system value values ($1::bigint, $2::bigint, $3, $4, $5, $6, $7, $8, $9)`;
const selectSets = 'select id::text from vector_sets where collection_id = $1::bigint';
const deleteCollection = `delete from collections where id = $1::bigint`;
const countItems = `select count(*)::float8 as count from items where collection_id = $1::bigint`;
const listItems = `select ${itemColumns} from items where collection_id = $1::bigint and id > $2::bigint order by items.id limit $3`;
const selectItem = `select ${itemColumns} from items where id = $1::bigint`;
const selectFields = 'select path, type from collection_fields where collection_id = $1::bigint';
const selectItemByKey = `select ${itemColumns} from items where collection_id = $1::bigint and key = $2`;

/** Collections and items in Postgres, one partition for each set of vectors. */
export class PostgresCollectionStore implements CollectionStore {
  readonly #sql: SqlClient;

  constructor(sql: SqlClient) {
    this.#sql = sql;
  }

  async list(): Promise<readonly Collection[]> {
    return (await this.#sql.query<CollectionRow>(selectAll)).map(toCollection);
  }

  async find(name: string): Promise<Collection | undefined> {
    return (await this.#sql.query<CollectionRow>(selectByName, [name])).map(toCollection)[0];
  }

  async findById(id: string): Promise<Collection | undefined> {
    if (!isId(id)) return undefined;
    return (await this.#sql.query<CollectionRow>(selectById, [id])).map(toCollection)[0];
  }

  create({ name, description, index, ...space }: NewCollection): Promise<Collection> {
    return this.#sql.transaction(async (sql) => {
      await sql.query(lockSchema);
      await sql.query(insertSpace, [space.spaceId, space.dimension, space.modelName]);
      const [row] = await sql.query<{ id: string; vector_set_id: string }>(insertCollection, [
        name,
        description,
      ]);
      if (row === undefined) {
        throw new DomainError('ALREADY_EXISTS', `There is already a collection "${name}".`, {
          remedy: 'Choose another name.',
        });
      }
      const set = { ...space, id: row.vector_set_id, index: index ?? defaultIndex(space.dimension) };
      await addVectorSet(sql, row.id, set);
      return (await sql.query<CollectionRow>(selectById, [row.id])).map(toCollection)[0]!;
    });
  }

  delete(name: string): Promise<boolean> {
    return this.#sql.transaction(async (sql) => {
      await sql.query(lockSchema);
      const [row] = await sql.query<CollectionRow>(selectByName, [name]);
      if (row === undefined) return false;
      const sets = await sql.query<{ id: string }>(selectSets, [row.id]);
      await sql.execute(sets.map(({ id }) => `drop table ${partitionName(id)};`).join(' '));
      await sql.query(deleteCollection, [row.id]);
      return true;
    });
  }

  async countItems(collectionId: string): Promise<number> {
    const [row] = await this.#sql.query<{ count: number }>(countItems, [collectionId]);
    return row?.count ?? 0;
  }

  async listItems(collectionId: string, first: number, afterId = '0'): Promise<Page<Item>> {
    if (!isId(afterId)) return { nodes: [], hasNextPage: false };
    const rows = await this.#sql.query<ItemRow>(listItems, [collectionId, afterId, first + 1]);
    return { nodes: rows.slice(0, first).map(toItem), hasNextPage: rows.length > first };
  }

  async findItem(id: string): Promise<Item | undefined> {
    if (!isId(id)) return undefined;
    return (await this.#sql.query<ItemRow>(selectItem, [id])).map(toItem)[0];
  }

  async findItemByKey(collectionId: string, key: string): Promise<Item | undefined> {
    return (await this.#sql.query<ItemRow>(selectItemByKey, [collectionId, key])).map(toItem)[0];
  }

  async fieldTypes(collectionId: string): Promise<FieldTypes> {
    const types = new Map<string, Set<FieldType>>();
    const rows = await this.#sql.query<{ path: string; type: FieldType }>(selectFields, [collectionId]);
    for (const { path, type } of rows) types.set(path, (types.get(path) ?? new Set()).add(type));
    return types;
  }
}

interface NewVectorSet extends Omit<NewCollection, 'name' | 'description'> {
  readonly id: string;
  readonly index: IndexSettings;
}

async function addVectorSet(sql: SqlClient, collectionId: string, set: NewVectorSet): Promise<void> {
  const { kind, m, efConstruction, efSearch } = set.index;
  const space = [set.modelName, set.spaceId, set.dimension];
  await sql.query(insertSet, [set.id, collectionId, ...space, kind, m, efConstruction, efSearch]);
  await sql.execute(createPartition(set));
}

function createPartition({ id, dimension, index }: NewVectorSet): string {
  const table = partitionName(id);
  const check = `constraint ${table}_dimension check (vector_dims(embedding) = ${dimension})`;
  const create = `create table ${table} partition of item_vectors (${check}) for values in (${id});`;
  // In the row itself, where these fit: an exact scan is 3–4 times as fast, and the planner sees what it costs.
  const storage =
    dimension > maximumPlainDimension ? '' : `alter table ${table} alter column embedding set storage plain;`;
  const indexes = vectorIndexes({ id, dimension, index }).map(({ create }) => `${create()};`);
  return [create, storage, ...indexes].join(' ');
}

/** A row must fit a page of 8 KiB. */
const maximumPlainDimension = 2000;
