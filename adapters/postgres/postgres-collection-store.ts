import { DomainError } from '../../core/errors.ts';
import type { Collection, CollectionStore, Item, NewCollection, Page } from '../../core/ports/collections.ts';
import type { FieldType, FieldTypes } from '../../core/search/item-filter.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import {
  type CollectionRow,
  collectionColumns,
  type ItemRow,
  isId,
  itemColumns,
  toCollection,
  toItem,
} from './rows.ts';

const selectAll = `select ${collectionColumns} from collections order by collections.id`;
const selectByName = `select ${collectionColumns} from collections where name = $1`;
const selectById = `select ${collectionColumns} from collections where id = $1::bigint`;
/**
 * Making or dropping a partition locks these tables and `item_vectors`, in an order of its own. Taken first and in the
 * order in which writers use them, so that nobody waits in a circle; readers are not held up.
 */
const lockSchema = 'lock table collections, items in share row exclusive mode';
const insertSpace = `insert into embedding_spaces (id, dimension, model_name) values ($1, $2, $3) on conflict (id) do nothing`;
const insertCollection = `insert into collections (name, description, model_name, space_id, dimension)
  values ($1, $2, $3, $4, $5) on conflict (name) do nothing returning ${collectionColumns}`;
const deleteCollection = `delete from collections where id = $1::bigint`;
const countItems = `select count(*)::float8 as count from items where collection_id = $1::bigint`;
const listItems = `select ${itemColumns} from items where collection_id = $1::bigint and id > $2::bigint order by items.id limit $3`;
const selectItem = `select ${itemColumns} from items where id = $1::bigint`;
const selectFields = 'select path, type from collection_fields where collection_id = $1::bigint';
const selectItemByKey = `select ${itemColumns} from items where collection_id = $1::bigint and key = $2`;

/** HNSW on `vector` takes no more dimensions; beyond it a collection is scanned. */
const maximumIndexedDimension = 2000;

/** Collections and items in Postgres, one partition of vectors per collection. */
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

  create({ name, description, modelName, spaceId, dimension }: NewCollection): Promise<Collection> {
    return this.#sql.transaction(async (sql) => {
      await sql.query(lockSchema);
      await sql.query(insertSpace, [spaceId, dimension, modelName]);
      const [row] = await sql.query<CollectionRow>(insertCollection, [
        name,
        description,
        modelName,
        spaceId,
        dimension,
      ]);
      if (row === undefined) {
        throw new DomainError('ALREADY_EXISTS', `There is already a collection "${name}".`, {
          remedy: 'Choose another name.',
        });
      }
      await sql.execute(createPartition(row));
      return toCollection(row);
    });
  }

  delete(name: string): Promise<boolean> {
    return this.#sql.transaction(async (sql) => {
      await sql.query(lockSchema);
      const [row] = await sql.query<CollectionRow>(selectByName, [name]);
      if (row === undefined) return false;
      await sql.execute(`drop table ${partitionName(row.id)}`);
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

/** Table with the vectors of one collection. */
export function partitionName(collectionId: string): string {
  if (!isId(collectionId)) throw new RangeError(`partitionName: ${collectionId} is no id`);
  return `item_vectors_${collectionId}`;
}

/** One index per modality, so that a search needs no filter that the index does not know. */
function createPartition({ id, dimension }: CollectionRow): string {
  const table = partitionName(id);
  const check = `constraint ${table}_dimension check (vector_dims(embedding) = ${dimension})`;
  const index = (modality: string) => `create index ${table}_${modality}_hnsw on ${table}
    using hnsw ((embedding::vector(${dimension})) vector_cosine_ops) where modality = '${modality}';`;
  const create = `create table ${table} partition of item_vectors (${check}) for values in (${id});`;
  if (dimension > maximumIndexedDimension) return create;
  // In the row itself, where these fit: an exact scan is 3–4 times as fast, and the planner sees what it costs.
  const storage = `alter table ${table} alter column embedding set storage plain;`;
  return `${create} ${storage} ${index('image')} ${index('text')}`;
}
