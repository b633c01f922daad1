import type { JsonObject } from '../../core/json.ts';
import type { Collection, Item } from '../../core/ports/collections.ts';

export interface CollectionRow {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly model_name: string;
  readonly space_id: string;
  readonly dimension: number;
  readonly created_at: Date;
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

/** Ids leave the database as text: a bigint does not fit a number. */
export const collectionColumns =
  'collections.id::text, collections.name, collections.description, collections.model_name, collections.space_id, collections.dimension, collections.created_at';

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
    createdAt: row.created_at,
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
