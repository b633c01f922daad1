import type {
  Collection,
  FusedQuery,
  FusionMethod,
  MatchingQuery,
  Modality,
  NearestQuery,
  RankingBounds,
} from '../../core/ports/collections.ts';
import { type RankedCandidates, rankedCandidates } from '../../core/search/indexes/index-settings.ts';
import type { ItemFilter } from '../../core/search/item-filter.ts';
import { filterSql } from './filter-sql.ts';
import { Parameters } from './parameters.ts';
import { isAtRevision, itemColumns } from './rows.ts';
import { indexDistance, partitionName, roomForVectors } from './vector-tables.ts';

/** SQL with the values it needs. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Its text is one of few, and good to plan without knowing the values. */
  readonly isRecurring?: boolean;
}

/** Constant of reciprocal rank fusion, as in its paper. */
const rrfConstant = 60;

/** How many of the best of each part are fused. */
export const fusedDepth = 200;

/** A page by cosine; one row more than asked for tells whether there is another. */
export function nearestStatement(collection: Collection, query: NearestQuery): Statement {
  const parameters = new Parameters();
  const { first, after, parts = [] } = query;
  const deepest = query.plan.kind === 'exact' ? first + 1 : (after?.rank ?? 0) + first + 1;
  const ranked = nearestVectors(collection, query, { depth: powerOfTwo(deepest), after }, parameters);
  const cosines = parts.map(({ vector }) => `1 - (part.embedding <=> ${parameters.add(vector, 'vector')})`);
  const partScores = cosines.length === 0 ? '' : `, array[${cosines.join(', ')}]::float8[] as part_scores`;
  const partVectors =
    cosines.length === 0
      ? ''
      : `join ${partitionName(collection.vectorSetId)} as part on part.set_id = ${collection.vectorSetId}
          and part.item_id = ranked.item_id and part.modality = '${query.against}'`;
  const text = `select ${itemColumns}, ranked.score${partScores} from (${ranked}) as ranked
    join items on items.collection_id = ${collection.id} and items.id = ranked.item_id ${partVectors}
    where ${isBehind('ranked', after, parameters)}${isAsRead(collection, query, parameters)}
    order by ranked.score desc, ranked.item_id limit ${parameters.add(first + 1, 'bigint')}`;
  return { text, values: parameters.values, isRecurring: query.filter === undefined };
}

/** At least `count`, so that statements for pages of many sizes have few texts. */
function powerOfTwo(count: number): number {
  return 2 ** Math.ceil(Math.log2(count));
}

/** A page by words. */
export function matchingStatement(collection: Collection, query: MatchingQuery): Statement {
  const parameters = new Parameters();
  const text = `select ${itemColumns}, ranked.score from (${matchingItems(collection, query, parameters)}) as ranked
    join items on items.collection_id = ${collection.id} and items.id = ranked.item_id
    where ${isBehind('ranked', query.after, parameters)}${isAsRead(collection, query, parameters)}
    order by ranked.score desc, ranked.item_id limit ${parameters.add(query.first + 1, 'bigint')}`;
  return { text, values: parameters.values };
}

/** Of many that match equally well, so many are compared by vector to tell which are among the best. */
const comparedEquals = 1_000;

/**
 * A page by both. Ranks move when items come, so the first page notes the newest item and later ones leave out what is
 * newer; a page then begins at a rank. Equals share a rank, and of equals the nearer comes first, then the older. There is a row in any
 * case, without an item where nothing is left, which tells how the ranking ends.
 */
export function fusedStatement(collection: Collection, query: FusedQuery): Statement {
  const parameters = new Parameters();
  const { first, after, fusion, vectorWeight, excludeItemIds } = query;
  const noted = after?.newestItemId === undefined ? undefined : parameters.add(after.newestItemId, 'bigint');
  const newest = noted ?? `(select coalesce(max(id), 0) from items where collection_id = ${collection.id})`;
  const nearest = nearestVectors(collection, query, { depth: fusedDepth, newest: noted }, parameters);
  const ranked = (source: string) => `select item_id, score, rank() over (order by score desc) as rank
      from (${source}) as source where item_id <= (select id from newest)`;
  const matching = ranked(matchingItems(collection, query, parameters));
  const weight = parameters.add(vectorWeight, 'float8');
  const text = `with newest as (select ${newest} as id),
    vector_part as materialized (${ranked(nearest)} order by rank, item_id limit ${fusedDepth}),
    matching as materialized (${matching} and item_id <> all(${parameters.add(excludeItemIds, 'bigint[]')})),
    keyword_part as materialized (${bestMatching(collection, query, parameters)}),
    fused as (
      select item_id, v.score as vector_score, v.rank as vector_rank, m.score as keyword_score, m.rank as keyword_rank,
        coalesce(v.score, k.cosine) as cosine, ${contribution(fusion, weight, 'v')} as vector_contribution,
        ${contribution(fusion, `(1 - ${weight})`, 'm')} as keyword_contribution
      from vector_part as v full join keyword_part as k using (item_id) left join matching as m using (item_id)
    ),
    scored as (select *, vector_contribution + keyword_contribution as score from fused),
    ranked as (select *, row_number() over (order by score desc, cosine desc nulls last, item_id) as rank from scored),
    page as (
      select * from ranked where rank > ${parameters.add(after?.rank ?? 0, 'bigint')}
      order by rank limit ${parameters.add(first + 1, 'bigint')}
    )
    select ${itemColumns}, page.score, page.vector_score, page.vector_rank::int as vector_rank, page.vector_contribution,
      page.keyword_score, page.keyword_rank::int as keyword_rank, page.keyword_contribution,
      newest.id::text as newest_item_id, exists (select 1 from vector_part) as has_vectors,
      (select count(*) from vector_part) = ${fusedDepth}
        or (select count(*) from matching) > (select count(keyword_rank) from fused) as is_cut
    from newest left join (page join items on items.collection_id = ${collection.id} and items.id = page.item_id) on true
    where true${isAsRead(collection, query, parameters)} order by page.rank`;
  return { text, values: parameters.values };
}

/**
 * The best of `matching`, with their cosines. Among those as good as the last of them the nearest are taken, not the oldest; where very
 * many are as good, of those that are near enough for `vector_part` and the oldest others.
 */
function bestMatching(
  { vectorSetId }: Collection,
  { vector, against }: Pick<FusedQuery, 'vector' | 'against'>,
  parameters: Parameters,
): string {
  const last = `select max(rank) from (select rank from matching order by rank limit ${fusedDepth}) as best`;
  return `select item_id, cosine from (
      select item_id, rank from matching where rank <= (${last})
      order by rank, item_id in (select item_id from vector_part) desc, item_id limit ${comparedEquals}
    ) as contenders left join lateral (
      select 1 - (embedding <=> ${parameters.add(vector, 'vector')}) as cosine from ${partitionName(vectorSetId)}
      where set_id = ${vectorSetId} and item_id = contenders.item_id and modality = '${against}' limit 1
    ) as vectors on true
    order by rank, cosine desc nulls last, item_id limit ${fusedDepth}`;
}

/** What a part, by its alias, adds to the score of a hit; 0 where the hit is not in it. */
function contribution(fusion: FusionMethod, weight: string, part: string): string {
  if (fusion === 'rrf') return `coalesce(${weight} / (${rrfConstant} + ${part}.rank), 0)`;
  // One candidate, or many alike, are all the best there is.
  return `${weight} * coalesce((${part}.score - min(${part}.score) over ())
    / nullif(max(${part}.score) over () - min(${part}.score) over (), 0), (${part}.score is not null)::int)`;
}

/** Which of the nearest are wanted. */
interface VectorBounds {
  /** How many; by the index always from the top of the ranking. */
  readonly depth: number;
  /** Where an exact ranking begins. */
  readonly after?: RankingBounds['after'];
  /** SQL for the newest item that counts: newer ones would take the places of some of the best. */
  readonly newest?: string | undefined;
}

type VectorRanking = Omit<NearestQuery, 'spaceId' | keyof RankingBounds> & RankingBounds;

/** Ids and cosines of the `depth` nearest and of all ties with the last of them, or a page could begin among these. */
function nearestVectors(
  collection: Collection,
  query: VectorRanking,
  { depth, after, newest }: VectorBounds,
  parameters: Parameters,
): string {
  const { plan, filter } = query;
  // As part of the text: a plan for any number would not take the index.
  const nearest = (count: number) => `fetch first ${count} rows with ties`;
  const vectors = vectorScan(collection, query, newest, parameters);
  if (plan.kind === 'exact') {
    const from =
      filter === undefined ? undefined : passingVectors(collection, query.against, filter, parameters);
    if (after === undefined) return vectors('embedding', nearest(depth), from);
    // However many came meanwhile above the page, it is not shorter for them. Each distance is computed once.
    return `select item_id, score from (${vectors('embedding', undefined, from)}) as scanned
      where ${isBehind('scanned', after, parameters)} order by distance ${nearest(depth)}`;
  }
  const ranked = rankedCandidates(collection.index, depth);
  if (filter === undefined && ranked.most === depth) return vectors('index', nearest(depth));
  const candidates =
    filter === undefined
      ? indexCandidates(collection, ranked, vectors)
      : passingCandidates(collection, filter, { passing: ranked.most, ...plan }, vectors, parameters);
  return `select item_id, score from (${candidates}) as candidates order by score desc ${nearest(depth)}`;
}

/**
 * The nearest in the index. Where their number depends on the collection's size, the database looks that up while it answers. The planner takes
 * the index only for a limit that it can read: that is the most there may be, and what is read stops at the other. No ties with the last are
 * looked for there, for which a graph would be walked for as many again.
 */
function indexCandidates(
  { vectorSetId, dimension }: Collection,
  { least, most, growth }: RankedCandidates,
  vectors: ReturnType<typeof vectorScan>,
): string {
  const longest = vectors('index', `fetch first ${most} rows with ties`);
  if (least === most) return longest;
  const wanted = `ceil(${growth} * sqrt(${roomForVectors(vectorSetId, dimension)}))`;
  return `select item_id, score from (${longest}) as nearest limit least(${most}, greatest(${least}, ${wanted}))`;
}

/**
 * Vectors of the items that pass, each looked up in the primary key. The limit on one keeps it so: without statistics the planner took the
 * items that pass for few and compared the list of them with every vector.
 */
function passingVectors(
  collection: Collection,
  against: Modality,
  filter: ItemFilter,
  parameters: Parameters,
): string {
  const passing = `select items.id from items where ${passes(collection, filter, parameters)}`;
  const { vectorSetId } = collection;
  return `unnest(array(${passing})) as passing(id) cross join lateral (
      select item_id, modality, embedding from ${partitionName(vectorSetId)}
      where set_id = ${vectorSetId} and modality = '${against}' and item_id = passing.id limit 1
    ) as vectors`;
}

/**
 * What passes of the nearest in the index. They are tested one by one until enough have passed: the inner limit keeps the index in
 * charge, instead of a join over all that pass, and bounds what is spent where neighbours do not pass. Nothing at all when that bound
 * comes first, because the index is not to be trusted then.
 */
function passingCandidates(
  collection: Collection,
  filter: ItemFilter,
  { candidates, passing }: { readonly candidates?: number; readonly passing: number },
  vectors: ReturnType<typeof vectorScan>,
  parameters: Parameters,
): string {
  const looked = candidates === undefined ? '' : `limit ${parameters.add(candidates, 'bigint')}`;
  const wanted = parameters.add(passing, 'bigint');
  return `with passing as materialized (
      select item_id, score from (${vectors('index', looked)}) as near cross join lateral (
        select 1 from items where items.id = near.item_id and ${passes(collection, filter, parameters)} limit 1
      ) as tested order by near.distance limit ${wanted}
    )
    select item_id, score from passing where (select count(*) from passing) >= ${wanted}`;
}

/**
 * Selects ids, exact cosines and `distance`, by which they are ordered: that of the vectors themselves, or as the index has it. Without a
 * limit they are not ordered.
 */
function vectorScan(
  collection: Collection,
  query: VectorRanking,
  newest: string | undefined,
  parameters: Parameters,
) {
  const { vectorSetId, index, dimension } = collection;
  const vector = parameters.add(query.vector, 'vector');
  const excluded = parameters.add(query.excludeItemIds, 'bigint[]');
  const isKnown = newest === undefined ? '' : `and item_id <= ${newest}`;
  return (orderedBy: 'embedding' | 'index', limit?: string, from = partitionName(vectorSetId)): string => {
    const ordering =
      orderedBy === 'index' ? indexDistance(vector, index, dimension) : `embedding <=> ${vector}`;
    // The same expression as the ordering's where that is the cosine distance, so that it is computed once.
    const distance = index.kind === 'hnsw' ? ordering : `embedding <=> ${vector}`;
    return `select item_id, greatest(-1, least(1, 1 - (${distance}))) as score, ${ordering} as distance from ${from}
      where modality = '${query.against}' and item_id <> all(${excluded}) ${isKnown} ${limit === undefined ? 'offset 0' : `order by ${ordering} ${limit}`}`;
  };
}

/**
 * As `ts_rank` has it: an item that is the word and little else comes before one that has it among many. The length is the number of
 * different terms of an item, those of its metadata too.
 */
const dividedByLogarithmOfLength = 1;

/**
 * Ids of what matches, and as score the share of the query's terms that an item has, by its length. Terms are ranked as if each were
 * enough: of terms that must occur together `ts_rank` wants positions, which are not stored, and gives next to nothing without.
 */
function matchingItems(
  collection: Collection,
  { terms, filter }: Pick<MatchingQuery, 'terms' | 'filter'>,
  parameters: Parameters,
): string {
  const words = parameters.add(tsquery(terms), 'tsquery');
  const any = parameters.add(tsquery(terms.flat().map((term) => [term])), 'tsquery');
  return `select items.id as item_id, ts_rank(items.terms, ${any}, ${dividedByLogarithmOfLength})::float8 as score from items
    where items.terms @@ ${words} and ${passes(collection, filter, parameters)}`;
}

/** Condition on the rows of `items`. */
function passes({ id }: Collection, filter: ItemFilter | undefined, parameters: Parameters): string {
  const inCollection = `items.collection_id = ${id}`;
  return filter === undefined ? inCollection : `${inCollection} and ${filterSql(filter, parameters)}`;
}

/** All terms of at least one list. Terms are letters and digits only, so that they need no escaping. */
function tsquery(terms: readonly (readonly string[])[]): string {
  return terms.map((group) => `(${group.map((term) => `'${term}'`).join(' & ')})`).join(' | ');
}

/** Condition on the rows of `table`, which has scores and ids. */
function isBehind(table: string, after: RankingBounds['after'], parameters: Parameters): string {
  if (after === undefined) return 'true';
  const score = parameters.add(after.score, 'float8');
  const id = parameters.add(after.itemId, 'bigint');
  return `(${table}.score < ${score} or (${table}.score = ${score} and ${table}.item_id > ${id}))`;
}

/** Nothing is looked for when it is not. */
function isAsRead({ id }: Collection, { revision }: RankingBounds, parameters: Parameters): string {
  return revision === undefined ? '' : ` and ${isAtRevision(id, parameters.add(revision, 'text'))}`;
}
