import { toSql } from 'pgvector/pg';
import type { Collection, IndexEntry } from '../../core/ports/collections.ts';
import { itemTerms } from '../../core/search/keyword-terms.ts';
import { type MetadataField, metadataFields } from '../../core/search/metadata-fields.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { collectionGone } from './collection-gone.ts';
import { type ItemRow, itemColumns } from './rows.ts';
import { modalities } from './vector-tables.ts';

/**
 * One writer per collection at a time: two that share keys would wait for each other. It comes before the lock on items
 * that a writer takes, as in `lockSchema` of the collection store.
 */
const lockCollection = 'select id::text from collections where id = $1::bigint for no key update';

/** `xmax` is 0 for a row that this statement inserted, and its own transaction for one that it updated. */
const upsertItems = `insert into items as items
    (collection_id, key, text, image_sha256, image_media_type, image_width, image_height, image_size_bytes, metadata, terms)
  select $1::bigint, key, text, sha256, media_type, width, height, size_bytes, metadata::jsonb, ${termsOf('terms')}
  from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::int[], $8::bigint[], $9::text[], $10::text[])
    as input (key, text, sha256, media_type, width, height, size_bytes, metadata, terms)
  on conflict (collection_id, key) do update set text = excluded.text, image_sha256 = excluded.image_sha256,
    image_media_type = excluded.image_media_type, image_width = excluded.image_width, image_height = excluded.image_height,
    image_size_bytes = excluded.image_size_bytes, metadata = excluded.metadata, terms = excluded.terms, updated_at = now()
  returning ${itemColumns}, items.xmax::text = '0' as is_new`;
/** Of every set: during a change of model, those that are not written anew are missing until they are made again. */
const deleteVectors = `delete from item_vectors where item_id = any($2::bigint[])
  and set_id = any(array(select id from vector_sets where collection_id = $1::bigint))`;
const insertVectors = `insert into item_vectors (collection_id, set_id, space_id, item_id, modality, embedding)
  select $1::bigint, $2::bigint, $3, item_id, modality, embedding::vector
  from unnest($4::bigint[], $5::text[], $6::text[]) as input (item_id, modality, embedding)`;
const insertFields = `insert into collection_fields (collection_id, path, type)
  select $1::bigint, path, type from unnest($2::text[], $3::text[]) as input (path, type) on conflict do nothing`;
const selectUnfilled =
  'select id::text, collection_id::text, text, metadata from items where terms is null limit 500';
const fillTerms = `update items set terms = ${termsOf('input.terms')}
  from unnest($1::bigint[], $2::text[]) as input (id, terms) where items.id = input.id`;

export type StoredRow = ItemRow & { readonly is_new: boolean };

/** Stores items and vectors, in one statement for each table. Keys must differ. Call it in a transaction. */
export async function writeItems(
  sql: SqlClient,
  { id, vectorSetId, spaceId }: Collection,
  entries: readonly IndexEntry[],
): Promise<readonly StoredRow[]> {
  if ((await sql.query(lockCollection, [id])).length === 0) throw collectionGone();
  const column = <T>(value: (entry: IndexEntry) => T) => entries.map(value);
  const rows = await sql.query<StoredRow>(upsertItems, [
    id,
    column(({ key }) => key),
    column(({ text }) => text),
    column(({ image }) => image?.sha256 ?? null),
    column(({ image }) => image?.mediaType ?? null),
    column(({ image }) => image?.width ?? null),
    column(({ image }) => image?.height ?? null),
    column(({ image }) => image?.sizeBytes ?? null),
    column(({ metadata }) => JSON.stringify(metadata)),
    column(({ text, metadata }) => joinedTerms(text, metadata)),
  ]);
  await noteFields(sql, id, entries);
  const idByKey = new Map(rows.map((row) => [row.key, row.id]));
  const vectors = entries.flatMap(({ key, vectors }) =>
    modalities.flatMap((modality) => {
      const vector = vectors[modality];
      return vector === undefined
        ? []
        : [{ itemId: idByKey.get(key)!, modality, text: toSql([...vector]) as string }];
    }),
  );
  await sql.query(deleteVectors, [id, [...idByKey.values()]]);
  const columns = [
    vectors.map(({ itemId }) => itemId),
    vectors.map(({ modality }) => modality),
    vectors.map(({ text }) => text),
  ];
  await sql.query(insertVectors, [id, vectorSetId, spaceId, ...columns]);
  return rows;
}

/** Fills in what rows from before the migration `0004-search` lack. Two processes that do it at once do no harm. */
export async function fillSearchColumns(sql: SqlClient): Promise<void> {
  for (;;) {
    const rows = await sql.query<Pick<ItemRow, 'id' | 'collection_id' | 'text' | 'metadata'>>(selectUnfilled);
    if (rows.length === 0) return;
    await sql.transaction(async (transaction) => {
      const terms = rows.map(({ text, metadata }) => joinedTerms(text, metadata));
      await transaction.query(fillTerms, [rows.map(({ id }) => id), terms]);
      for (const id of new Set(rows.map((row) => row.collection_id))) {
        await noteFields(
          transaction,
          id,
          rows.filter((row) => row.collection_id === id),
        );
      }
    });
  }
}

/** Filters are checked against these, so they are written with the items. */
async function noteFields(
  sql: SqlClient,
  collectionId: string,
  items: readonly Pick<IndexEntry, 'metadata'>[],
): Promise<void> {
  const fields = new Map<string, MetadataField>();
  for (const { metadata } of items) {
    for (const field of metadataFields(metadata)) fields.set(`${field.type} ${field.path}`, field);
  }
  if (fields.size === 0) return;
  const all = [...fields.values()];
  await sql.query(insertFields, [collectionId, all.map(({ path }) => path), all.map(({ type }) => type)]);
}

/** As one text, because arrays of arrays must be rectangular; no term has a space. */
function joinedTerms(text: string | null, metadata: IndexEntry['metadata']): string {
  return itemTerms(text, metadata).join(' ');
}

function termsOf(column: string): string {
  return `array_to_tsvector(string_to_array(${column}, ' '))`;
}
