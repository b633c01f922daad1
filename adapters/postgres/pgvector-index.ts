import { DomainError } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json.ts';
import { norm } from '../../core/numeric/vectors.ts';
import {
  type Collection,
  CollectionChanged,
  type DuplicatePolicy,
  type FusedQuery,
  type Hit,
  type IndexEntry,
  type IndexQuery,
  type MatchingQuery,
  type Modality,
  type NearestQuery,
  type Page,
  type QueryExplanation,
  type RankedPage,
  type RankingBounds,
  type SampledVector,
  type ScorePart,
  type UpsertResult,
  type VectorIndex,
} from '../../core/ports/collections.ts';
import type { IndexSettings } from '../../core/search/indexes/index-settings.ts';
import type { ItemFilter } from '../../core/search/item-filter.ts';
import type { SearchEstimate } from '../../core/search/plan-search.ts';
import { badCursor } from '../../core/search/rank-cursor.ts';
import type { QueryOptions, SqlClient } from '../../db/sql-client.ts';
import { collectionGone } from './collection-gone.ts';
import { noteChanges } from './postgres-relevance-store.ts';
import {
  fusedDepth,
  fusedStatement,
  matchingStatement,
  nearestStatement,
  type Statement,
} from './ranking-statements.ts';
import { type ItemRow, isAtRevision, isId, toItem } from './rows.ts';
import { estimateStatement, sampleStatement } from './sampling-statements.ts';
import { usualEfSearch } from './search-settings.ts';
import { partitionName } from './vector-tables.ts';
import { writeItems } from './write-items.ts';

const deleteItems = `with gone as (delete from items where collection_id = $1::bigint and key = any($2::text[]) returning id),
    counted as (select count(*) as count from gone),
    noted as (${noteChanges('(select count from counted)')})
  select id from gone`;

interface HitRow extends ItemRow {
  readonly score: number;
  readonly part_scores?: readonly number[];
  readonly vector_score?: number | null;
  readonly vector_rank?: number | null;
  readonly vector_contribution?: number;
  readonly keyword_score?: number | null;
  readonly keyword_rank?: number | null;
  readonly keyword_contribution?: number;
  readonly newest_item_id?: string;
  /** Whether a hybrid search had any candidates by vector. */
  readonly has_vectors?: boolean;
  /** Whether it had more in a part than it fuses. */
  readonly is_cut?: boolean;
}

/** Vectors in pgvector: exact or through an HNSW index, cosine distance. */
export class PgvectorIndex implements VectorIndex {
  readonly fusedDepth = fusedDepth;
  readonly #sql: SqlClient;

  constructor(sql: SqlClient) {
    this.#sql = sql;
  }

  async upsert(
    collection: Collection,
    spaceId: string,
    entries: readonly IndexEntry[],
    policy: DuplicatePolicy = 'store',
  ): Promise<UpsertResult> {
    checkSpace(collection, spaceId);
    for (const { vectors } of entries)
      for (const vector of Object.values(vectors)) checkVector(collection, vector);
    const { rows, duplicates } = await this.#sql.transaction((sql) =>
      writeItems(sql, collection, entries, policy),
    );
    const createdCount = rows.filter(({ is_new }) => is_new).length;
    const lastByKey = new Map(rows.map((row) => [row.key, row]));
    const items = rows.filter((row) => lastByKey.get(row.key) === row).map(toItem);
    return { items, createdCount, updatedCount: rows.length - createdCount, duplicates };
  }

  async vectorsOfPictures(
    collection: Collection,
    sha256s: readonly string[],
  ): Promise<ReadonlyMap<string, Float32Array>> {
    const rows = await this.#ofPartition<{ sha256: string; embedding: string }>(
      pictureVectorsStatement(collection),
      [sha256s],
    );
    return new Map(rows.map(({ sha256, embedding }) => [sha256, toVector(embedding)]));
  }

  async remove(collection: Collection, keys: readonly string[]): Promise<number> {
    return (await this.#sql.query(deleteItems, [collection.id, keys])).length;
  }

  async analyse({ vectorSetId }: Collection): Promise<void> {
    // The embedded database has no autovacuum that would do it.
    await this.#sql.execute(`analyze items; analyze ${partitionName(vectorSetId)}`);
  }

  async vectorOf(
    { vectorSetId }: Collection,
    itemId: string,
    modality: Modality,
  ): Promise<Float32Array | undefined> {
    if (!isId(itemId)) return undefined;
    const statement = vectorStatement(vectorSetId);
    const [row] = await this.#ofPartition<{ embedding: string }>(statement, [itemId, modality]);
    return row === undefined ? undefined : toVector(row.embedding);
  }

  async sample(collection: Collection, modality: Modality, count: number): Promise<readonly SampledVector[]> {
    const statement = sampleStatement(collection.vectorSetId);
    const rows = await this.#ofPartition<{ item_id: string; embedding: string }>(statement, [
      modality,
      count,
      collection.id,
    ]);
    return rows.map((row) => ({ itemId: row.item_id, vector: toVector(row.embedding) }));
  }

  async estimate(collection: Collection, filter: ItemFilter): Promise<SearchEstimate> {
    const statement = estimateStatement(collection, filter);
    const [row] = await this.#run<{ vectors: number; share: number; seen: number }>(statement);
    const { vectors, share, seen } = row!;
    // None in the sample does not mean none at all.
    return { vectorCount: vectors, selectivity: Math.max(share, 0.5 / Math.max(seen, 1)) };
  }

  async nearest(collection: Collection, query: NearestQuery): Promise<RankedPage> {
    checkQuery(collection, query);
    const { nodes, hasNextPage } = await this.#page(
      collection,
      query,
      nearestStatement(collection, query),
      mixParts,
    );
    return { nodes, hasNextPage, isWhole: query.plan.kind === 'exact' || hasNextPage, isCut: false };
  }

  matching(collection: Collection, query: MatchingQuery): Promise<Page<Hit>> {
    return this.#page(collection, query, matchingStatement(collection, query), () => []);
  }

  async fused(collection: Collection, query: FusedQuery): Promise<RankedPage> {
    checkQuery(collection, query);
    const { hasVectors, ...page } = await this.#page(
      collection,
      query,
      fusedStatement(collection, query),
      fusedParts,
    );
    return { ...page, isWhole: query.plan.kind === 'exact' || hasVectors };
  }

  async explain(collection: Collection, { kind, query }: IndexQuery): Promise<QueryExplanation> {
    if (kind !== 'matching') checkQuery(collection, query);
    const { text, values } =
      kind === 'nearest'
        ? nearestStatement(collection, query)
        : kind === 'fused'
          ? fusedStatement(collection, query)
          : matchingStatement(collection, query);
    const explained = { text: `explain (analyze, buffers, format json) ${text}`, values };
    const [row] = await this.#ranked<{ 'QUERY PLAN': readonly JsonObject[] }>(collection.index, explained);
    return { statement: text.replaceAll(/\s+/g, ' '), plan: row!['QUERY PLAN'][0]! };
  }

  async #page<Query extends RankingBounds>(
    collection: Collection,
    query: Query,
    statement: Statement,
    partsOf: (row: HitRow, query: Query) => readonly ScorePart[],
  ): Promise<Page<Hit> & { readonly hasVectors: boolean; readonly isCut: boolean }> {
    const { first, after, revision } = query;
    if (after !== undefined && ![after.itemId, after.newestItemId ?? '0'].every(isId)) throw badCursor();
    const answer = await this.#ranked<HitRow>(collection.index, statement);
    if (answer.length === 0 && revision !== undefined) await this.#requireRevision(collection.id, revision);
    const rows = answer.filter(({ id }) => id !== null);
    const nodes = rows.slice(0, first).map((row, i) => ({
      item: toItem(row),
      score: row.score,
      rank: (after?.rank ?? 0) + i + 1,
      parts: partsOf(row, query),
      ...(row.newest_item_id === undefined ? {} : { newestItemId: row.newest_item_id }),
    }));
    const { has_vectors: hasVectors = false, is_cut: isCut = false } = answer[0] ?? {};
    return { nodes, hasNextPage: rows.length > first, hasVectors, isCut };
  }

  async #requireRevision(collectionId: string, revision: string): Promise<void> {
    const [row] = await this.#sql.query<{ holds: boolean }>(
      `select ${isAtRevision('$1::bigint', '$2')} as holds`,
      [collectionId, revision],
    );
    if (!row!.holds) throw new CollectionChanged();
  }

  /** Every connection has the usual number of candidates; another one is set for a transaction. */
  #ranked<Row>({ efSearch }: IndexSettings, statement: Statement): Promise<readonly Row[]> {
    if (efSearch === usualEfSearch) return this.#run<Row>(statement);
    return this.#sql.transaction(async (sql) => {
      await sql.query(`set local hnsw.ef_search = ${efSearch}`);
      return this.#run<Row>(statement, sql);
    });
  }

  #run<Row>({ text, values, ...options }: Statement, sql: SqlClient = this.#sql): Promise<readonly Row[]> {
    return this.#ofPartition<Row>(text, values, options, sql);
  }

  async #ofPartition<Row>(
    statement: string,
    parameters: readonly unknown[],
    options: QueryOptions = {},
    sql: SqlClient = this.#sql,
  ): Promise<readonly Row[]> {
    try {
      return await sql.query<Row>(statement, parameters, options);
    } catch (error) {
      throw (error as { code?: string }).code === undefinedTable ? collectionGone(error) : error;
    }
  }
}

/** SQLSTATE: the partition was dropped after the caller had read the collection. */
const undefinedTable = '42P01';

/** Parameters: item, modality. The partition by its name: asked of the parent, every partition would be planned. */
function vectorStatement(vectorSetId: string): string {
  return `select embedding::text as embedding from ${partitionName(vectorSetId)}
    where set_id = ${vectorSetId} and item_id = $1::bigint and modality = $2`;
}

/**
 * Parameters: addresses of pictures. The limit on one vector keeps the order of the look-ups: without statistics, as in a collection that is
 * being filled, the planner took the table of vectors for empty and read all of it, with all addresses looked up anew for each.
 */
function pictureVectorsStatement({ id, vectorSetId }: Collection): string {
  return `select sha256, vectors.embedding::text as embedding from unnest($1::text[]) as sha256 cross join lateral (
      select items.id from items where items.image_sha256 = sha256 and items.collection_id = ${id} order by items.id limit 1
    ) as owner cross join lateral (
      select embedding from ${partitionName(vectorSetId)} where set_id = ${vectorSetId} and modality = 'image' and item_id = owner.id limit 1
    ) as vectors`;
}

function toVector(text: string): Float32Array {
  return Float32Array.from(JSON.parse(text) as number[]);
}

function mixParts({ part_scores = [] }: HitRow, { parts = [] }: NearestQuery): readonly ScorePart[] {
  return parts.map(({ weight, scale }, index) => {
    const score = part_scores[index]!;
    return { kind: 'mix', index, weight, score, rank: null, contribution: scale * score };
  });
}

function fusedParts(row: HitRow, { vectorWeight }: FusedQuery): readonly ScorePart[] {
  return [
    {
      kind: 'vector',
      index: 0,
      weight: vectorWeight,
      score: row.vector_score ?? null,
      rank: row.vector_rank ?? null,
      contribution: row.vector_contribution!,
    },
    {
      kind: 'keywords',
      index: 0,
      weight: 1 - vectorWeight,
      score: row.keyword_score ?? null,
      rank: row.keyword_rank ?? null,
      contribution: row.keyword_contribution!,
    },
  ];
}

function checkQuery(collection: Collection, { spaceId, vector }: NearestQuery): void {
  checkSpace(collection, spaceId);
  checkVector(collection, vector);
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
