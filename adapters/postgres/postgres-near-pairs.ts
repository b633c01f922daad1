import type { Collection, Modality } from '../../core/ports/collections.ts';
import type { NearItems, NearPairs, NearQuery, VectorRows } from '../../core/ports/near-pairs.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { collectionGone } from './collection-gone.ts';
import { indexDistance, partitionName } from './vector-tables.ts';

/** Neighbours of an item that are looked at; an item with more near ones is looked at again. */
const neighbours = 8;
/** What the index has only copies of is looked at more widely. */
const widened = { exact: 1, hnsw: 1, 'hnsw-half': 2, 'hnsw-binary': 8 } as const;
/** Candidates of the graph: the nearest are found sooner than the two hundredth. */
const efSearch = 64;
const mostOfOne = 1000;

interface Row {
  readonly a: string;
  readonly b: string | null;
  readonly score: number | null;
}

/** A search for each item, many in one statement. */
export class PostgresNearPairs implements NearPairs {
  readonly #sql: SqlClient;

  constructor(sql: SqlClient) {
    this.#sql = sql;
  }

  countVectors({ vectorSetId }: Collection, modality: Modality): Promise<number> {
    return ofPartition(async () => {
      const statement = `select count(*)::float8 as count from ${partitionName(vectorSetId)}
        where set_id = ${vectorSetId} and modality = $1`;
      return (await this.#sql.query<{ count: number }>(statement, [modality]))[0]!.count;
    });
  }

  vectors(
    { vectorSetId }: Collection,
    modality: Modality,
    afterId: string,
    limit: number,
  ): Promise<VectorRows> {
    const statement = vectorsStatement(vectorSetId);
    return ofPartition(async () => {
      const [row] = await this.#sql.query<PackedRow>(statement, [modality, afterId, limit]);
      return { ids: row!.ids, values: unpacked(row!.packed) };
    });
  }

  nearest(
    collection: Collection,
    query: NearQuery,
    afterId: string,
    limit: number,
  ): Promise<readonly NearItems[]> {
    const statement = nearestStatement(collection, query);
    return ofPartition(() =>
      this.#sql.transaction(async (sql) => {
        await sql.query(`set local hnsw.ef_search = ${efSearch * widened[collection.index.kind]}`);
        const rows = await sql.query<Row>(statement, [afterId, limit, query.minScore]);
        return nearItems(rows, neighbours);
      }),
    );
  }

  allOf({ vectorSetId }: Collection, query: NearQuery, itemId: string): Promise<NearItems> {
    const table = partitionName(vectorSetId);
    const ofSet = `set_id = ${vectorSetId} and modality = '${query.modality}'`;
    const statement = `select probe.item_id::text as a, near.item_id::text as b, near.score from (
        select item_id, embedding from ${table} where ${ofSet} and item_id = $1::bigint
      ) as probe cross join lateral (
        select item_id, 1 - (embedding <=> probe.embedding) as score from ${table} where ${ofSet} and item_id <> probe.item_id
      ) as near where near.score >= $2::float8 order by near.score desc, near.item_id limit ${mostOfOne}`;
    return ofPartition(async () => {
      const rows = await this.#sql.query<Row>(statement, [itemId, query.minScore]);
      return nearItems(rows, mostOfOne)[0] ?? { itemId, pairs: [], isCut: false };
    });
  }
}

interface PackedRow {
  readonly ids: readonly string[];
  /** Float32, the most significant byte first. */
  readonly packed: Uint8Array;
}

/**
 * Parameters: modality, id, number of items. The vectors as one value in their binary form, of which the first four bytes are the
 * dimension: as text they would be five times as long.
 */
function vectorsStatement(vectorSetId: string): string {
  return `select coalesce(array_agg(item_id::text order by item_id), '{}') as ids,
      coalesce(string_agg(substring(vector_send(embedding) from 5), ''::bytea order by item_id), ''::bytea) as packed
    from (
      select item_id, embedding from ${partitionName(vectorSetId)}
      where set_id = ${vectorSetId} and modality = $1 and item_id > $2::bigint order by item_id limit $3
    ) as vectors`;
}

function unpacked(packed: Uint8Array): Float32Array {
  // A copy, because what comes from a connection may begin anywhere in its buffer.
  const bytes = Uint8Array.from(packed);
  Buffer.from(bytes.buffer).swap32();
  return new Float32Array(bytes.buffer);
}

/** Parameters: id, number of items, least score. */
function nearestStatement({ vectorSetId, index, dimension }: Collection, query: NearQuery): string {
  const { modality, exact } = query;
  const table = partitionName(vectorSetId);
  const ordering = exact
    ? 'embedding <=> probe.embedding'
    : indexDistance('probe.embedding', index, dimension);
  const looked = exact ? neighbours + 1 : (neighbours + 1) * widened[index.kind];
  return `select probe.item_id::text as a, near.item_id::text as b, near.score from (
      select item_id, embedding from ${table}
      where set_id = ${vectorSetId} and modality = '${modality}' and item_id > $1::bigint order by item_id limit $2
    ) as probe left join lateral (
      select candidate.item_id, 1 - (candidate.embedding <=> probe.embedding) as score from (
        select item_id, embedding from ${table} where modality = '${modality}' order by ${ordering} limit ${looked}
      ) as candidate where candidate.item_id <> probe.item_id
    ) as near on near.score >= $3::float8
    order by probe.item_id, near.score desc, near.item_id`;
}

/** Rows grouped by their first item; one with as many as were looked for may have more. */
function nearItems(rows: readonly Row[], looked: number): readonly NearItems[] {
  const found = new Map<string, { a: string; b: string; score: number }[]>();
  for (const { a, b, score } of rows) {
    const pairs = found.get(a) ?? [];
    if (b !== null) pairs.push({ a, b, score: Math.min(1, score!) });
    found.set(a, pairs);
  }
  return [...found].map(([itemId, pairs]) => ({ itemId, pairs, isCut: pairs.length >= looked }));
}

/** SQLSTATE: the partition was dropped. */
const undefinedTable = '42P01';

async function ofPartition<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw (error as { code?: string }).code === undefinedTable ? collectionGone(error) : error;
  }
}
