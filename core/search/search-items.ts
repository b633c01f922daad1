import type { TokenizedText } from '../embedding/embed-texts.ts';
import { requireShort } from '../embedding/limits.ts';
import { DomainError } from '../errors.ts';
import type {
  Collection,
  FusionMethod,
  Hit,
  IndexQuery,
  Modality,
  NearestQuery,
  QueryExplanation,
  RankedPage,
  RankingBounds,
} from '../ports/collections.ts';
import { checkFilter, type ItemFilter } from './item-filter.ts';
import { type KeywordReading, readKeywords } from './keyword-terms.ts';
import { KnownCollections } from './known-collections.ts';
import { planSearch, type SearchEstimate, type SearchPlan } from './plan-search.ts';
import { encodeRankCursor, pageBounds } from './rank-cursor.ts';
import { rankingId } from './ranking-id.ts';
import { type Judge, judgeOf, type RelevanceUnavailable } from './relevance/relevance-estimate.ts';
import type { Relevances } from './relevance/relevances.ts';
import { requireCollection } from './require-collection.ts';
import {
  QueryResolver,
  type QueryResolverDeps,
  type VectorQuery,
  type WeightedQuery,
} from './resolve-query.ts';

/** Words and meaning together. */
export interface HybridQuery {
  readonly keywords: string;
  /** Compared by vector; left out: the keywords as a text. */
  readonly by?: VectorQuery;
  readonly fusion: FusionMethod;
  /** Share of the vector's part in the score, 0 to 1; the rest is the keywords'. */
  readonly vectorWeight: number;
}

export type SearchQuery =
  | VectorQuery
  | { readonly mix: readonly WeightedQuery[] }
  /** Words only. */
  | { readonly keywords: string }
  | { readonly hybrid: HybridQuery };

export interface SearchRequest {
  /** Name of the collection. */
  readonly collection: string;
  readonly query: SearchQuery;
  /** Which stored vectors to compare with. */
  readonly against: Modality;
  /** 1 to 200. */
  readonly first: number;
  /** Cursor of the last hit of the page before, see `rank-cursor.ts`. */
  readonly after?: string | undefined;
  /** Scan everything instead of the approximate index. */
  readonly exact?: boolean;
  /** What the items' metadata must be. */
  readonly filter?: ItemFilter | undefined;
}

/** Why there are fewer hits than were asked for. */
export type UnderfilledReason =
  /** No more items pass the filter and have something to compare. */
  | 'fewer-matches'
  /** The ranking is not read any deeper, or made of more than the best of each part. */
  | 'depth-limit';

/** A hit with what it is worth. */
export interface JudgedHit extends Hit {
  /** Its place in this ranking, and in no other. */
  readonly cursor: string;
  /** Estimated chance, in [0, 1], that a query has an answer whose best hit is as near as this one; null where nothing tells. */
  readonly relevance: number | null;
}

export interface SearchResult {
  readonly hits: readonly JudgedHit[];
  /** Why no hit has a relevance; null where hits have one. */
  readonly relevanceUnavailable: RelevanceUnavailable | null;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** How the query's texts were read. */
  readonly tokenizations: readonly TokenizedText[];
  /** How its keywords were read; null without any. */
  readonly keywords: KeywordReading | null;
  /** Null when there are as many hits as were asked for. */
  readonly underfilled: UnderfilledReason | null;
  /** How the nearest vectors were found; null for keywords alone. */
  readonly plan: SearchPlan['kind'] | null;
}

/** A search as the database sees it. */
export interface SearchExplanation extends QueryExplanation {
  /** Null for keywords alone. */
  readonly chosen: SearchPlan | null;
}

export interface SearchItemsDeps extends QueryResolverDeps {
  readonly relevances: Pick<Relevances, 'find'>;
}

/** Items of a collection, best first, by vector, by words, or by both. */
export class SearchItems {
  readonly #deps: SearchItemsDeps;
  readonly #known: KnownCollections;
  readonly #resolver: QueryResolver;

  constructor(deps: SearchItemsDeps) {
    this.#deps = deps;
    this.#known = new KnownCollections(deps.collections);
    this.#resolver = new QueryResolver(deps);
  }

  /**
   * One page, at most 1,000 deep.
   * @throws DomainError NOT_FOUND, INVALID_INPUT, SPACE_MISMATCH, MODEL_NOT_FOUND, IMAGE_UNREADABLE, IMAGE_TOO_LARGE
   */
  search(request: SearchRequest): Promise<SearchResult> {
    return this.#known.use(request.collection, (collection, revision) =>
      this.#search(collection, request, revision),
    );
  }

  async #search(
    collection: Collection,
    request: SearchRequest,
    revision: string | undefined,
  ): Promise<SearchResult> {
    const { asked, ranking, tokenizations, keywords, isLastPage, ...known } = await this.#ask(
      collection,
      request,
      revision,
    );
    const [{ page, plan }, judge] = await Promise.all([
      this.#answer(collection, asked),
      this.#judge(collection, asked, known),
    ]);
    const isShort = page.nodes.length < request.first;
    return {
      hits: page.nodes.map((hit) => ({
        ...hit,
        // Made only where somebody asks for it.
        get cursor() {
          return encodeRankCursor({ ...hit, itemId: hit.item.id }, ranking);
        },
        relevance: relevanceOfHit(hit, judge),
      })),
      relevanceUnavailable: typeof judge === 'string' ? judge : null,
      hasNextPage: page.hasNextPage && !isLastPage,
      hasPreviousPage: asked.query.after !== undefined,
      tokenizations,
      keywords,
      underfilled: isShort ? (page.hasNextPage || page.isCut ? 'depth-limit' : 'fewer-matches') : null,
      plan,
    };
  }

  /** Runs a search for what the database says of it. @throws DomainError as {@link search} */
  async explain(request: SearchRequest): Promise<SearchExplanation> {
    const collection = await requireCollection(this.#deps.collections, request.collection);
    const { asked } = await this.#ask(collection, request);
    const chosen = asked.kind === 'matching' ? null : asked.query.plan;
    return { chosen, ...(await this.#deps.index.explain(collection, asked)) };
  }

  /** What a request comes to, checked and with its vectors. */
  async #ask(collection: Collection, request: SearchRequest, revision?: string): Promise<Asked> {
    const ranking = rankingId(collection, request);
    const { first, after, isLastPage } = pageBounds(request.first, request.after, ranking);
    const { filter } = request;
    if (filter !== undefined) checkFilter(filter, await this.#deps.collections.fieldTypes(collection.id));
    const bounds = {
      first,
      ...(after === undefined ? {} : { after }),
      ...(filter === undefined ? {} : { filter }),
      ...(revision === undefined ? {} : { revision }),
    };
    return { ranking, isLastPage, ...(await this.#indexQuery(collection, request, bounds)) };
  }

  async #indexQuery(
    collection: Collection,
    request: SearchRequest,
    bounds: RankingBounds,
  ): Promise<Omit<Asked, 'ranking' | 'isLastPage'>> {
    const { query } = request;
    if ('keywords' in query) {
      const keywords = keywordsOf(query.keywords);
      const asked = { kind: 'matching', query: { ...bounds, terms: keywords.terms } } as const;
      return { asked, tokenizations: [], keywords, estimate: undefined, modality: undefined };
    }
    if ('hybrid' in query) return this.#hybrid(collection, request, query.hybrid, bounds);
    const resolved =
      'mix' in query
        ? await this.#resolver.resolveMix(collection, query.mix)
        : await this.#resolver.resolve(collection, query);
    const { modality, tokenizations } = resolved;
    const { plan, estimate } = await this.#plan(collection, request, bounds);
    const nearest = { ...resolved, ...bounds, against: request.against, plan };
    const asked = { kind: 'nearest', query: nearest } as const;
    return { asked, tokenizations, keywords: null, estimate, modality };
  }

  async #hybrid(
    collection: Collection,
    request: SearchRequest,
    { keywords: words, by, fusion, vectorWeight }: HybridQuery,
    bounds: RankingBounds,
  ): Promise<Omit<Asked, 'ranking' | 'isLastPage'>> {
    if (!(vectorWeight >= 0 && vectorWeight <= 1)) {
      throw new DomainError('INVALID_INPUT', `The vector's weight is ${vectorWeight}.`, {
        remedy: 'Use 0 to 1.',
      });
    }
    const resolved = await this.#resolver.resolve(collection, by ?? { text: words });
    const { modality, tokenizations } = resolved;
    // Whatever the page, it is cut out of one ranking.
    const { after: _, ...everyPage } = { ...bounds, first: this.#deps.index.fusedDepth };
    const { plan, estimate } = await this.#plan(collection, request, everyPage);
    const keywords = keywordsOf(words);
    const { terms } = keywords;
    const query = { ...resolved, ...bounds, against: request.against, plan, terms, fusion, vectorWeight };
    return { asked: { kind: 'fused', query }, tokenizations, keywords, estimate, modality };
  }

  async #plan(
    collection: Collection,
    request: SearchRequest,
    bounds: RankingBounds,
  ): Promise<{ readonly plan: SearchPlan } & Pick<Asked, 'estimate'>> {
    if (request.exact === true || collection.index.kind === 'exact') {
      return { plan: { kind: 'exact' }, estimate: undefined };
    }
    if (bounds.filter === undefined) return { plan: { kind: 'approximate' }, estimate: undefined };
    const estimate = await this.#deps.index.estimate(collection, bounds.filter);
    const depth = (bounds.after?.rank ?? 0) + bounds.first + 1;
    return { plan: planSearch(estimate, collection.index, depth), estimate };
  }

  /** What tells how relevant the hits are. */
  async #judge(
    collection: Collection,
    { kind, query }: IndexQuery,
    { estimate, modality }: Pick<Asked, 'estimate' | 'modality'>,
  ): Promise<Judge> {
    if (kind === 'matching') return 'keywords';
    const { index, relevances } = this.#deps;
    const background = await relevances.find(collection);
    if (background === undefined) return 'not-estimated';
    const { vector, against, filter } = query;
    const { selectivity } =
      filter === undefined ? { selectivity: 1 } : (estimate ?? (await index.estimate(collection, filter)));
    return judgeOf(background, { vector, modality, against, share: Math.min(1, selectivity) });
  }

  async #answer(
    collection: Collection,
    { kind, query }: IndexQuery,
  ): Promise<Pick<SearchResult, 'plan'> & Answer> {
    const { index } = this.#deps;
    if (kind === 'matching')
      return { page: { ...(await index.matching(collection, query)), isCut: false }, plan: null };
    if (kind === 'fused') return whole(query, (plan) => index.fused(collection, { ...query, plan }));
    return whole(query, (plan) => index.nearest(collection, { ...query, plan }));
  }
}

/** An approximate answer that is short is not trusted: an exact one takes its place. */
async function whole(
  { plan }: NearestQuery,
  ask: (plan: SearchPlan) => Promise<RankedPage>,
): Promise<Pick<SearchResult, 'plan'> & Answer> {
  const page = await ask(plan);
  return page.isWhole ? { page, plan: plan.kind } : { page: await ask({ kind: 'exact' }), plan: 'exact' };
}

/** A search before it is answered. */
interface Asked {
  readonly asked: IndexQuery;
  /** See `ranking-id.ts`. */
  readonly ranking: string;
  readonly tokenizations: readonly TokenizedText[];
  readonly keywords: KeywordReading | null;
  /** Nothing behind this page is read. */
  readonly isLastPage: boolean;
  /** How many items pass the filter, where the plan needed to know. */
  readonly estimate: SearchEstimate | undefined;
  readonly modality: Modality | undefined;
}

interface Answer {
  readonly page: Pick<RankedPage, 'nodes' | 'hasNextPage' | 'isCut'>;
}

/**
 * Whether nothing on the page answers the query: no hit was found by its words or is as relevant as `threshold`. Null where hits have no
 * relevance.
 * @throws DomainError INVALID_INPUT for a threshold that is not 0 to 1
 */
export function nothingMatches(
  { hits, relevanceUnavailable }: Pick<SearchResult, 'hits' | 'relevanceUnavailable'>,
  threshold: number,
): boolean | null {
  if (!(threshold >= 0 && threshold <= 1)) {
    throw new DomainError('INVALID_INPUT', `The threshold of \`nothingMatches\` is ${threshold}.`, {
      remedy: 'Use 0 to 1.',
    });
  }
  if (hits.length === 0) return true;
  const hasWords = ({ parts }: Hit) => parts.some(({ kind, score }) => kind === 'keywords' && score !== null);
  if (relevanceUnavailable === 'keywords' || hits.some(hasWords)) return false;
  if (relevanceUnavailable !== null) return null;
  return hits.every(({ relevance }) => relevance === null || relevance < threshold);
}

/** Of a hybrid search the vector's part is judged. */
function relevanceOfHit({ score, parts }: Hit, judge: Judge): number | null {
  if (typeof judge === 'string') return null;
  const cosine = parts.some(({ kind }) => kind === 'vector')
    ? parts.find(({ kind }) => kind === 'vector')!.score
    : score;
  return cosine === null ? null : judge(cosine);
}

function keywordsOf(keywords: string): KeywordReading {
  requireShort('Text', [keywords]);
  const reading = readKeywords(keywords);
  if (reading.terms.length > 0) return reading;
  throw new DomainError('INVALID_INPUT', 'The keywords have no letter, character or digit.', {
    remedy: 'Give at least one word.',
  });
}
