import type { JsonObject } from '../../core/json.ts';
import type { Collection, Item } from '../../core/ports/collections.ts';
import type { IndexKind } from '../../core/search/indexes/index-settings.ts';

export interface CollectionRow {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly model_name: string;
  readonly space_id: string;
  readonly dimension: number;
  readonly vector_set_id: string;
  readonly index_kind: IndexKind;
  readonly index_m: number;
  readonly index_ef_construction: number;
  readonly index_ef_search: number;
  readonly metadata_schema: JsonObject | null;
  readonly created_at: Date;
  readonly revision: string;
}

export interface ItemRow {
  readonly id: string;
  readonly collection_id: string;
  readonly key: string;
  readonly text: string | null;
  readonly image_sha256: string | null;
  readonly image_media_type: string;
  readonly image_width: number;
  readonly image_height: number;
  readonly image_size_bytes: number;
  readonly metadata: JsonObject;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** `xmin`: the transaction that last wrote a row. */
const revision = `collections.xmin::text || ' ' || sets.xmin::text`;
const collectionsWithSets = 'collections join vector_sets as sets on sets.id = collections.vector_set_id';

/** Ids leave the database as text: a bigint does not fit a number. */
export const selectCollections = `select collections.id::text, collections.name, collections.description, collections.metadata_schema,
    collections.created_at,
    sets.model_name, sets.space_id, sets.dimension, sets.id::text as vector_set_id,
    sets.index_kind, sets.index_m, sets.index_ef_construction, sets.index_ef_search, ${revision} as revision
  from ${collectionsWithSets}`;

/** Condition: the collection is at a revision, given as SQL. */
export function isAtRevision(collectionId: string, wanted: string): string {
  return `exists (select 1 from ${collectionsWithSets} where collections.id = ${collectionId} and ${revision} = ${wanted})`;
}

export const itemColumns = `items.id::text, items.collection_id::text, items.key, items.text, items.image_sha256,
  items.image_media_type, items.image_width, items.image_height, items.image_size_bytes::float8 as image_size_bytes,
  items.metadata, items.created_at, items.updated_at`;

export function toCollection(row: CollectionRow): Collection {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    modelName: row.model_name,
    spaceId: row.space_id,
    dimension: row.dimension,
    vectorSetId: row.vector_set_id,
    index: {
      kind: row.index_kind,
      m: row.index_m,
      efConstruction: row.index_ef_construction,
      efSearch: row.index_ef_search,
    },
    metadataSchema: row.metadata_schema,
    createdAt: row.created_at,
    revision: row.revision,
  };
}

export function toItem(row: ItemRow): Item {
  const image =
    row.image_sha256 === null
      ? null
      : {
          sha256: row.image_sha256,
          mediaType: row.image_media_type,
          width: row.image_width,
          height: row.image_height,
          sizeBytes: row.image_size_bytes,
        };
  return {
    id: row.id,
    collectionId: row.collection_id,
    key: row.key,
    text: row.text,
    image,
    metadata: row.metadata,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** Whether a text can be an id at all; anything else would be an SQL error instead of "not found". */
export function isId(text: string): boolean {
  return /^\d{1,18}$/.test(text);
}
