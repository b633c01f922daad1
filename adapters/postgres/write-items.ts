import { toSql } from 'pgvector/pg';
import { DomainError } from '../../core/errors.ts';
import {
  type Collection,
  CollectionChanged,
  type DuplicatePicture,
  type DuplicatePolicy,
  type IndexEntry,
} from '../../core/ports/collections.ts';
import { itemTerms } from '../../core/search/keyword-terms.ts';
import { type MetadataField, metadataFields } from '../../core/search/metadata-fields.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { collectionGone } from './collection-gone.ts';
import { noteChanges } from './postgres-relevance-store.ts';
import { type ItemRow, itemColumns } from './rows.ts';
import { modalities } from './vector-tables.ts';

/**
 * One writer per collection at a time: two that share keys would wait for each other. It comes before the lock on items
 * that a writer takes, as in `lockSchema` of the collection store.
 */
export const lockCollection = 'select id::text from collections where id = $1::bigint for no key update';
/** The same, and whether metadata that was checked against a schema, or none, is still good for the collection. */
const lockForItems = `select metadata_schema is not distinct from $2::jsonb as is_as_checked from collections
  where id = $1::bigint for no key update`;

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
const selectSets = `select sets.id::text, sets.space_id as "spaceId", sets.id = collections.vector_set_id as is_in_use
  from vector_sets as sets join collections on collections.id = sets.collection_id where collections.id = $1::bigint`;
/** The modalities, so that each row is looked up in the primary key; without them all keys of the set would be read. */
const deleteVectors = `delete from item_vectors where set_id = any($1::bigint[])
  and modality in (${modalities.map((modality) => `'${modality}'`).join(', ')}) and item_id = any($2::bigint[])`;
const deleteFailures = 'delete from vector_failures where item_id = any($1::bigint[])';
const insertVectorRows = `insert into item_vectors (collection_id, set_id, space_id, item_id, modality, embedding)
  select $1::bigint, $2::bigint, $3, item_id, modality, embedding::vector
  from unnest($4::bigint[], $5::text[], $6::text[]) as input (item_id, modality, embedding)
  on conflict do nothing`;
const noteWrites = noteChanges('$2::bigint');
const insertFields = `insert into collection_fields (collection_id, path, type)
  select $1::bigint, path, type from unnest($2::text[], $3::text[]) as input (path, type) on conflict do nothing`;
const selectUnfilled =
  'select id::text, collection_id::text, text, metadata from items where terms is null limit 500';
const fillTerms = `update items set terms = ${termsOf('input.terms')}
  from unnest($1::bigint[], $2::text[]) as input (id, terms) where items.id = input.id`;

/**
 * The oldest other item of the collection that has the same picture and is not about to lose it, unless the item itself has had it for
 * longer. Parameters: collection, keys and pictures of all that comes in; null where there is no picture.
 */
const selectDuplicates = `select input.key, owner.key as "of"
  from unnest($2::text[], $3::text[]) as input (key, sha256) cross join lateral (
    select items.key, items.id from items where items.collection_id = $1::bigint and items.image_sha256 = input.sha256
      and items.key <> input.key and not exists (
        select 1 from unnest($2::text[], $3::text[]) as given (key, sha256)
        where given.key = items.key and given.sha256 is distinct from items.image_sha256
      ) order by items.id limit 1
  ) as owner
  where not exists (select 1 from items as own where own.collection_id = $1::bigint and own.key = input.key
    and own.image_sha256 = input.sha256 and own.id < owner.id)`;

export type StoredRow = ItemRow & { readonly is_new: boolean };

/**
 * Stores items and vectors, in one statement for each table, and more only where keys come again. Call it in a transaction. Vectors of a
 * set beside the one in use that are not given are missing there until they are made again.
 * @throws DomainError SPACE_MISMATCH when the set that is in use now has no vectors among those given
 * @throws CollectionChanged when its schema of metadata is another one now
 */
export async function writeItems(
  sql: SqlClient,
  collection: Collection,
  given: readonly IndexEntry[],
  policy: DuplicatePolicy,
): Promise<Written> {
  const { id, metadataSchema } = collection;
  const schema = metadataSchema === null ? null : JSON.stringify(metadataSchema);
  const [now] = await sql.query<{ is_as_checked: boolean }>(lockForItems, [id, schema]);
  if (now === undefined) throw collectionGone();
  if (!now.is_as_checked) throw new CollectionChanged();
  const rows: StoredRow[] = [];
  const duplicates: DuplicatePicture[] = [];
  let start = 0;
  for (const run of runsOfDistinctKeys(given)) {
    const written = await writeDistinct(sql, collection, run, policy);
    rows.push(...written.rows);
    const offset = start;
    duplicates.push(...written.duplicates.map((each) => ({ ...each, index: offset + each.index })));
    start += run.length;
  }
  return { rows, duplicates };
}

/** As few parts as there can be, in order, none with a key twice: no statement may touch a row two times. */
function runsOfDistinctKeys(entries: readonly IndexEntry[]): readonly (readonly IndexEntry[])[] {
  const runs: IndexEntry[][] = [];
  let keys = new Set<string>();
  for (const entry of entries) {
    if (runs.length === 0 || keys.has(entry.key)) {
      runs.push([]);
      keys = new Set();
    }
    keys.add(entry.key);
    runs.at(-1)!.push(entry);
  }
  return runs;
}

async function writeDistinct(
  sql: SqlClient,
  collection: Collection,
  given: readonly IndexEntry[],
  policy: DuplicatePolicy,
): Promise<Written> {
  const { id } = collection;
  const duplicates = await findDuplicates(sql, id, given, policy);
  const skipped = new Set(duplicates.flatMap(({ key, isStored }) => (isStored ? [] : [key])));
  const entries = given.filter(({ key }) => !skipped.has(key));
  if (entries.length === 0) return { rows: [], duplicates };
  const sets = await sql.query<VectorSetRow>(selectSets, [id]);
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
  const itemIds = [...idByKey.values()];
  await sql.query(deleteVectors, [sets.map((set) => set.id), itemIds]);
  if (sets.length > 1) await sql.query(deleteFailures, [itemIds]);
  for (const set of sets) {
    const withVectors = entries.flatMap((entry) => {
      const vectors = vectorsOf(collection, entry, set.id);
      return vectors === undefined ? [] : [{ itemId: idByKey.get(entry.key)!, vectors }];
    });
    if (set.is_in_use && withVectors.length < entries.length) throw movedMeanwhile(collection);
    await insertVectors(sql, id, { ...set, vectorSetId: set.id }, withVectors);
  }
  await sql.query(noteWrites, [id, rows.length]);
  return { rows, duplicates };
}

interface Written {
  /** A row for each entry that was stored, in the order of the entries. */
  readonly rows: readonly StoredRow[];
  readonly duplicates: readonly DuplicatePicture[];
}

/** Items whose picture is there already, or comes earlier among the entries. Nobody else may write to the collection meanwhile. */
async function findDuplicates(
  sql: SqlClient,
  collectionId: string,
  entries: readonly IndexEntry[],
  policy: DuplicatePolicy,
): Promise<readonly DuplicatePicture[]> {
  const pictured = entries.flatMap(({ key, image }, index) =>
    image === null ? [] : [{ index, key, sha256: image.sha256 }],
  );
  if (pictured.length === 0) return [];
  const rows = await sql.query<{ key: string; of: string }>(selectDuplicates, [
    collectionId,
    entries.map(({ key }) => key),
    entries.map(({ image }) => image?.sha256 ?? null),
  ]);
  const owners = new Map(rows.map(({ key, of }) => [key, of]));
  const first = new Map<string, string>();
  return pictured.flatMap(({ index, key, sha256 }) => {
    const of = owners.get(key) ?? first.get(sha256);
    if (of === undefined) first.set(sha256, key);
    return of === undefined ? [] : [{ index, key, of, isStored: policy === 'store' }];
  });
}

interface VectorSetRow {
  readonly id: string;
  readonly spaceId: string;
  readonly is_in_use: boolean;
}

function vectorsOf(
  collection: Collection,
  entry: IndexEntry,
  setId: string,
): IndexEntry['vectors'] | undefined {
  if (setId === collection.vectorSetId) return entry.vectors;
  return setId === entry.beside?.vectorSetId ? entry.beside.vectors : undefined;
}

function movedMeanwhile({ name }: Collection): DomainError {
  return new DomainError('SPACE_MISMATCH', `The collection ${name} has moved to another model meanwhile.`, {
    remedy: 'Try again.',
  });
}

/** Vectors of items that have none in the set; those that have some keep them. */
export async function insertVectors(
  sql: SqlClient,
  collectionId: string,
  { vectorSetId, spaceId }: { readonly vectorSetId: string; readonly spaceId: string },
  items: readonly { readonly itemId: string; readonly vectors: IndexEntry['vectors'] }[],
): Promise<void> {
  const rows = items.flatMap(({ itemId, vectors }) =>
    modalities.flatMap((modality) => {
      const vector = vectors[modality];
      return vector === undefined ? [] : [{ itemId, modality, text: toSql([...vector]) as string }];
    }),
  );
  await sql.query(insertVectorRows, [
    collectionId,
    vectorSetId,
    spaceId,
    rows.map(({ itemId }) => itemId),
    rows.map(({ modality }) => modality),
    rows.map(({ text }) => text),
  ]);
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
