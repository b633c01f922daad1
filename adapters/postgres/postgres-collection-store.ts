import { DomainError } from '../../core/errors.ts';
import type {
  Collection,
  CollectionChanges,
  CollectionStore,
  Item,
  NewCollection,
  Page,
} from '../../core/ports/collections.ts';
import { defaultIndex } from '../../core/search/indexes/index-settings.ts';
import type { FieldType, FieldTypes, ItemFilter } from '../../core/search/item-filter.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { addVectorSet, lockSchema } from './add-vector-set.ts';
import { collectionGone } from './collection-gone.ts';
import { filterSql } from './filter-sql.ts';
import { Parameters } from './parameters.ts';
import {
  type CollectionRow,
  type ItemRow,
  isId,
  itemColumns,
  selectCollections,
  toCollection,
  toItem,
} from './rows.ts';
import { partitionName } from './vector-tables.ts';
import { lockCollection } from './write-items.ts';

const selectAll = `${selectCollections} order by collections.id`;
const selectByName = `${selectCollections} where collections.name = $1`;
const selectById = `${selectCollections} where collections.id = $1::bigint`;
const insertCollection = `insert into collections (name, description, metadata_schema, vector_set_id)
  values ($1, $2, $3::jsonb, nextval(pg_get_serial_sequence('vector_sets', 'id')))
  on conflict (name) do nothing returning id::text, vector_set_id::text`;
const updateCollection = `update collections set description = case when $2::boolean then $3 else description end,
    metadata_schema = case when $4::boolean then $5::jsonb else metadata_schema end
  where id = $1::bigint`;
const selectSets = 'select id::text from vector_sets where collection_id = $1::bigint';
const deleteCollection = `delete from collections where id = $1::bigint`;
const countItems = `select count(*)::float8 as count from items where collection_id = $1::bigint`;
const selectItem = `select ${itemColumns} from items where id = $1::bigint`;
const selectItems = `select ${itemColumns} from items where id = any($1::bigint[])`;
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

  create({ name, description, index, metadataSchema, ...space }: NewCollection): Promise<Collection> {
    return this.#sql.transaction(async (sql) => {
      await sql.query(lockSchema);
      const [row] = await sql.query<{ id: string; vector_set_id: string }>(insertCollection, [
        name,
        description,
        metadataSchema == null ? null : JSON.stringify(metadataSchema),
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

  async update(collectionId: string, changes: CollectionChanges): Promise<Collection> {
    const { description = null, metadataSchema = null } = changes;
    await this.#sql.query(updateCollection, [
      collectionId,
      'description' in changes,
      description,
      'metadataSchema' in changes,
      metadataSchema === null ? null : JSON.stringify(metadataSchema),
    ]);
    const updated = await this.findById(collectionId);
    if (updated === undefined) throw collectionGone();
    return updated;
  }

  alone<T>(collectionId: string, work: (collections: CollectionStore) => Promise<T>): Promise<T> {
    return this.#sql.transaction(async (sql) => {
      if ((await sql.query(lockCollection, [collectionId])).length === 0) throw collectionGone();
      return work(new PostgresCollectionStore(sql));
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

  async listItems(
    collectionId: string,
    first: number,
    afterId = '0',
    filter?: ItemFilter,
  ): Promise<Page<Item>> {
    if (!isId(afterId)) return { nodes: [], hasNextPage: false };
    const parameters = new Parameters();
    const after = `collection_id = ${parameters.add(collectionId, 'bigint')} and id > ${parameters.add(afterId, 'bigint')}`;
    const passing = filter === undefined ? after : `${after} and ${filterSql(filter, parameters)}`;
    const rows = await this.#sql.query<ItemRow>(
      `select ${itemColumns} from items where ${passing} order by items.id limit ${parameters.add(first + 1, 'bigint')}`,
      parameters.values,
    );
    return { nodes: rows.slice(0, first).map(toItem), hasNextPage: rows.length > first };
  }

  async findItem(id: string): Promise<Item | undefined> {
    if (!isId(id)) return undefined;
    return (await this.#sql.query<ItemRow>(selectItem, [id])).map(toItem)[0];
  }

  async findItems(ids: readonly string[]): Promise<readonly Item[]> {
    return (await this.#sql.query<ItemRow>(selectItems, [ids.filter(isId)])).map(toItem);
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
