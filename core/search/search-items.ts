import type { TokenizedText } from '../embedding/embed-texts.ts';
import { requireShort } from '../embedding/limits.ts';
import { DomainError } from '../errors.ts';
import type {
  Collection,
  FusionMethod,
  Hit,
  Modality,
  NearestQuery,
  Page,
  RankingBounds,
} from '../ports/collections.ts';
import { checkFilter, type ItemFilter } from './item-filter.ts';
import { queryTerms } from './keyword-terms.ts';
import { planSearch, type SearchPlan } from './plan-search.ts';
import { pageBounds } from './rank-cursor.ts';
import { requireCollection } from './require-collection.ts';
import {
  QueryResolver,
  type QueryResolverDeps,
  type ResolvedQuery,
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
  /** The ranking is not read any deeper. */
  | 'depth-limit';

export interface SearchResult {
  readonly hits: readonly Hit[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** How the query's texts were read. */
  readonly tokenizations: readonly TokenizedText[];
  /** Null when there are as many hits as were asked for. */
  readonly underfilled: UnderfilledReason | null;
  /** How the nearest vectors were found; null for keywords alone. */
  readonly plan: SearchPlan['kind'] | null;
}

/** Items of a collection, best first, by vector, by words, or by both. */
export class SearchItems {
  readonly #deps: QueryResolverDeps;
  readonly #resolver: QueryResolver;

  constructor(deps: QueryResolverDeps) {
    this.#deps = deps;
    this.#resolver = new QueryResolver(deps);
  }

  /**
   * One page, at most 1,000 deep.
   * @throws DomainError NOT_FOUND, INVALID_INPUT, SPACE_MISMATCH, MODEL_NOT_FOUND, IMAGE_UNREADABLE, IMAGE_TOO_LARGE
   */
  async search(request: SearchRequest): Promise<SearchResult> {
    const { first, after, isLastPage } = pageBounds(request.first, request.after);
    const collection = await requireCollection(this.#deps.collections, request.collection);
    if (request.filter !== undefined) {
      checkFilter(request.filter, await this.#deps.collections.fieldTypes(collection.id));
    }
    const { filter } = request;
    const bounds = {
      first,
      ...(after === undefined ? {} : { after }),
      ...(filter === undefined ? {} : { filter }),
    };
    const { page, plan, tokenizations } = await this.#rank(collection, request, bounds);
    const isShort = page.nodes.length < request.first;
    return {
      hits: page.nodes,
      hasNextPage: page.hasNextPage && !isLastPage,
      hasPreviousPage: after !== undefined,
      tokenizations,
      underfilled: isShort ? (page.hasNextPage ? 'depth-limit' : 'fewer-matches') : null,
      plan,
    };
  }

  async #rank(collection: Collection, request: SearchRequest, bounds: RankingBounds): Promise<Ranking> {
    const { query } = request;
    if ('keywords' in query) {
      const page = await this.#deps.index.matching(collection, { ...bounds, terms: termsOf(query.keywords) });
      return { page, plan: null, tokenizations: [] };
    }
    if ('hybrid' in query) return this.#fused(collection, request, query.hybrid, bounds);
    const resolved = await this.#resolve(collection, query);
    return this.#nearest(collection, request, { ...resolved, ...bounds, against: request.against });
  }

  #resolve(
    collection: Collection,
    query: VectorQuery | { readonly mix: readonly WeightedQuery[] },
  ): Promise<ResolvedQuery> {
    return 'mix' in query
      ? this.#resolver.resolveMix(collection, query.mix)
      : this.#resolver.resolve(collection, query);
  }

  /** An approximate answer that is short is not trusted: the exact one takes its place. */
  async #nearest(
    collection: Collection,
    request: SearchRequest,
    query: Omit<NearestQuery, 'plan'> & Pick<ResolvedQuery, 'tokenizations'>,
  ): Promise<Ranking> {
    const { index } = this.#deps;
    const { tokenizations } = query;
    const plan = await this.#plan(collection, request, query);
    const page = await index.nearest(collection, { ...query, plan });
    if (plan.kind === 'exact' || page.nodes.length === query.first)
      return { page, plan: plan.kind, tokenizations };
    const whole = await index.nearest(collection, { ...query, plan: { kind: 'exact' } });
    return { page: whole, plan: 'exact', tokenizations };
  }

  async #plan(collection: Collection, request: SearchRequest, bounds: RankingBounds): Promise<SearchPlan> {
    if (request.exact === true || collection.index.kind === 'exact') return { kind: 'exact' };
    if (bounds.filter === undefined) return { kind: 'approximate' };
    const estimate = await this.#deps.index.estimate(collection, bounds.filter);
    return planSearch(estimate, (bounds.after?.rank ?? 0) + bounds.first + 1);
  }

  async #fused(
    collection: Collection,
    request: SearchRequest,
    { keywords, by, fusion, vectorWeight }: HybridQuery,
    bounds: RankingBounds,
  ): Promise<Ranking> {
    if (!(vectorWeight >= 0 && vectorWeight <= 1)) {
      throw new DomainError('INVALID_INPUT', `The vector's weight is ${vectorWeight}.`, {
        remedy: 'Use 0 to 1.',
      });
    }
    const resolved = await this.#resolver.resolve(collection, by ?? { text: keywords });
    const plan = await this.#plan(collection, request, { ...bounds, first: this.#deps.index.fusedDepth });
    const terms = termsOf(keywords);
    const query = { ...resolved, ...bounds, against: request.against, plan, terms, fusion, vectorWeight };
    const page = await this.#deps.index.fused(collection, query);
    return { page, plan: plan.kind, tokenizations: resolved.tokenizations };
  }
}

interface Ranking {
  readonly page: Page<Hit>;
  readonly plan: SearchPlan['kind'] | null;
  readonly tokenizations: readonly TokenizedText[];
}

function termsOf(keywords: string): readonly (readonly string[])[] {
  requireShort('Text', [keywords]);
  const terms = queryTerms(keywords);
  if (terms.length > 0) return terms;
  throw new DomainError('INVALID_INPUT', 'The keywords have no letter, character or digit.', {
    remedy: 'Give at least one word.',
  });
}
