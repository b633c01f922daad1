import { toSql } from 'pgvector/pg';
import { DomainError } from '../../core/errors.ts';
import { norm } from '../../core/numeric/vectors.ts';
import type {
  Collection,
  Hit,
  IndexEntry,
  Item,
  Modality,
  NearestQuery,
  Page,
  UpsertResult,
  VectorIndex,
} from '../../core/ports/collections.ts';
import { badCursor } from '../../core/search/rank-cursor.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { partitionName } from './postgres-collection-store.ts';
import { type ItemRow, isId, itemColumns, toItem } from './rows.ts';

const modalities = ['image', 'text'] as const;

/**
 * One writer per collection at a time: two that share keys would wait for each other. It comes before the lock on items
 * that a writer takes, as in `lockSchema` of the collection store.
 */
const lockCollection = 'select id::text from collections where id = $1::bigint for no key update';

/** `xmax` is 0 for a row that this statement inserted, and its own transaction for one that it updated. */
const upsertItems = `insert into items as items
    (collection_id, key, text, image_sha256, image_media_type, image_width, image_height, image_size_bytes, metadata)
  select $1::bigint, key, text, sha256, media_type, width, height, size_bytes, metadata::jsonb
  from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::int[], $8::bigint[], $9::text[])
    as input (key, text, sha256, media_type, width, height, size_bytes, metadata)
  on conflict (collection_id, key) do update set text = excluded.text, image_sha256 = excluded.image_sha256,
    image_media_type = excluded.image_media_type, image_width = excluded.image_width, image_height = excluded.image_height,
    image_size_bytes = excluded.image_size_bytes, metadata = excluded.metadata, updated_at = now()
  returning ${itemColumns}, items.xmax::text = '0' as is_new`;
const deleteVectors = `delete from item_vectors where collection_id = $1::bigint and item_id = any($2::bigint[])`;
const insertVectors = `insert into item_vectors (collection_id, item_id, modality, space_id, embedding)
  select $1::bigint, item_id, modality, $2, embedding::vector
  from unnest($3::bigint[], $4::text[], $5::text[]) as input (item_id, modality, embedding)`;
const deleteItems = `delete from items where collection_id = $1::bigint and key = any($2::text[]) returning id`;
const selectHome = 'select collection_id::text from items where id = $1::bigint';

interface HitRow extends ItemRow {
  readonly score: number;
}

/** Vectors in pgvector: exact or through an HNSW index, cosine distance. */
export class PgvectorIndex implements VectorIndex {
  readonly #sql: SqlClient;

  constructor(sql: SqlClient) {
    this.#sql = sql;
  }

  async upsert(
    collection: Collection,
    spaceId: string,
    entries: readonly IndexEntry[],
  ): Promise<UpsertResult> {
    checkSpace(collection, spaceId);
    for (const { vectors } of entries)
      for (const vector of Object.values(vectors)) checkVector(collection, vector);
    const entryByKey = new Map(entries.map((entry) => [entry.key, entry]));
    const rows = await this.#sql.transaction((sql) => store(sql, collection, [...entryByKey.values()]));
    const itemByKey = new Map(rows.map((row) => [row.key, toItem(row)]));
    const createdCount = rows.filter(({ is_new }) => is_new).length;
    const items = entries.map(({ key }) => itemByKey.get(key)!);
    return { items, createdCount, updatedCount: rows.length - createdCount };
  }

  async remove(collection: Collection, keys: readonly string[]): Promise<number> {
    return (await this.#sql.query(deleteItems, [collection.id, keys])).length;
  }

  async vectorOf(itemId: string, modality: Modality): Promise<Float32Array | undefined> {
    if (!isId(itemId)) return undefined;
    const [home] = await this.#sql.query<{ collection_id: string }>(selectHome, [itemId]);
    if (home === undefined) return undefined;
    const statement = vectorStatement(home.collection_id);
    const [row] = await this.#ofPartition<{ embedding: string }>(statement, [itemId, modality]);
    return row === undefined ? undefined : Float32Array.from(JSON.parse(row.embedding) as number[]);
  }

  async nearest(collection: Collection, query: NearestQuery): Promise<Page<Hit>> {
    checkSpace(collection, query.spaceId);
    checkVector(collection, query.vector);
    const { first, after, excludeItemId } = query;
    if (after !== undefined && !isId(after.itemId)) throw badCursor();
    const depth = (after?.rank ?? 0) + first + 1;
    const position = [after?.score ?? null, after?.itemId ?? null];
    const parameters = [toSql([...query.vector]), excludeItemId ?? null, depth, ...position, first + 1];
    const rows = await this.#ofPartition<HitRow>(nearestStatement(collection, query), parameters);
    const nodes = rows.slice(0, first).map((row, i) => toHit(row, (after?.rank ?? 0) + i + 1));
    return { nodes, hasNextPage: rows.length > first };
  }

  async #ofPartition<Row>(statement: string, parameters: readonly unknown[]): Promise<readonly Row[]> {
    try {
      return await this.#sql.query<Row>(statement, parameters);
    } catch (error) {
      throw (error as { code?: string }).code === undefinedTable ? collectionGone(error) : error;
    }
  }
}

/** SQLSTATE: the partition was dropped after the caller had read the collection. */
const undefinedTable = '42P01';

type StoredRow = ItemRow & { readonly is_new: boolean };

async function store(
  sql: SqlClient,
  { id, spaceId }: Collection,
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
  ]);
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
  await sql.query(insertVectors, [id, spaceId, ...columns]);
  return rows;
}

/** Parameters: item, modality. The partition by its name: asked of the parent, every partition would be planned. */
function vectorStatement(collectionId: string): string {
  return `select embedding::text as embedding from ${partitionName(collectionId)}
    where collection_id = ${collectionId} and item_id = $1::bigint and modality = $2`;
}

/**
 * Parameters: vector, excluded item, depth, score and id of the position to go on after, rows wanted. Ordering by the
 * indexed expression, and by nothing else, uses the HNSW index; the uncast column is another expression, so it is
 * scanned exactly. Ties with the last row are all kept and put in order outside, or a page could begin among them.
 */
export function nearestStatement(
  collection: Collection,
  { against, exact }: Pick<NearestQuery, 'against' | 'exact'>,
): string {
  const table = partitionName(collection.id);
  const vector = exact === true ? 'embedding' : `embedding::vector(${collection.dimension})`;
  return `select ${itemColumns}, ranked.score from (
      select item_id, greatest(-1, least(1, 1 - (${vector} <=> $1::vector))) as score from ${table}
      where modality = '${against}' and ($2::bigint is null or item_id <> $2::bigint)
      order by ${vector} <=> $1::vector fetch first ($3) rows with ties
    ) as ranked join items on items.id = ranked.item_id
    where $4::float8 is null or ranked.score < $4::float8 or (ranked.score = $4::float8 and ranked.item_id > $5::bigint)
    order by ranked.score desc, ranked.item_id limit $6`;
}

function toHit(row: HitRow, rank: number): Hit {
  return { item: toItem(row) satisfies Item, score: row.score, rank };
}

function checkSpace(collection: Collection, spaceId: string): void {
  if (spaceId === collection.spaceId) return;
  throw new DomainError(
    'SPACE_MISMATCH',
    `The collection ${collection.name} holds vectors of another embedding space.`,
    {
      remedy: `It was made with the model ${collection.modelName}; use that model.`,
      details: { collectionSpaceId: collection.spaceId, spaceId },
    },
  );
}

function checkVector(collection: Collection, vector: Float32Array): void {
  if (vector.length !== collection.dimension) {
    const message = `A vector has ${vector.length} values, the collection ${collection.name} needs ${collection.dimension}.`;
    throw new DomainError('SPACE_MISMATCH', message, {
      details: { length: vector.length, dimension: collection.dimension },
    });
  }
  const length = norm(vector);
  if (!(length > 0 && Number.isFinite(length))) {
    throw new DomainError('INVALID_INPUT', 'A vector has no direction: it is all zeros or not finite.');
  }
}

function collectionGone(cause?: unknown): DomainError {
  return new DomainError('NOT_FOUND', 'The collection was deleted meanwhile.', { cause });
}
