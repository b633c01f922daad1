import type { VectorQuery } from '../../../core/search/resolve-query.ts';
import { nothingMatches, type SearchQuery, type SearchRequest } from '../../../core/search/search-items.ts';
import type {
  QuerySearchArgs,
  RequireFields,
  SearchInput,
  VectorSearchInput,
} from '../../generated/resolvers.ts';
import { imageInput } from '../base/image-input.ts';
import type { TopicResolvers } from '../topic-resolvers.ts';
import { itemFilter } from './item-filter-input.ts';

export const searchResolvers = {
  Query: {
    search: (_, request, { searchItems }) => searchItems.search(searchRequest(request)),
    explainSearch: async (_, request, { searchItems }) => {
      const { chosen, statement, plan } = await searchItems.explain(searchRequest(request));
      const candidates = chosen?.kind === 'approximate' ? (chosen.candidates ?? null) : null;
      return { plan: chosen?.kind ?? null, candidates, statement, explain: plan };
    },
  },
  SearchConnection: {
    edges: ({ hits }) => hits,
    nodes: ({ hits }) => hits.map(({ item }) => item),
    pageInfo: ({ hits, hasNextPage, hasPreviousPage }) => ({
      hasNextPage,
      hasPreviousPage,
      startCursor: hits[0]?.cursor ?? null,
      endCursor: hits.at(-1)?.cursor ?? null,
    }),
    tokenization: ({ tokenizations }) => tokenizations[0] ?? null,
    nothingMatches: (result, { threshold }) => nothingMatches(result, threshold),
  },
  SearchEdge: {
    node: ({ item }) => item,
  },
  Fusion: { RRF: 'rrf', WEIGHTED: 'weighted' },
  Underfilled: { FEWER_MATCHES: 'fewer-matches', DEPTH_LIMIT: 'depth-limit' },
  RelevanceUnavailable: {
    KEYWORDS_ONLY: 'keywords',
    NOT_ESTIMATED: 'not-estimated',
    TOO_FEW_ITEMS: 'too-few-items',
    NO_BACKGROUND: 'no-background',
  },
  SearchPlan: { EXACT: 'exact', APPROXIMATE: 'approximate' },
  ScorePartKind: { MIX: 'mix', VECTOR: 'vector', KEYWORDS: 'keywords' },
} satisfies TopicResolvers;

type SearchArguments = RequireFields<QuerySearchArgs, 'against' | 'exact' | 'first'>;

function searchRequest({ query, after, filter, ...request }: SearchArguments): SearchRequest {
  return {
    ...request,
    query: searchQuery(query),
    after: after ?? undefined,
    filter: filter == null ? undefined : itemFilter(filter),
  };
}

function searchQuery(input: SearchInput): SearchQuery {
  if (input.keywords != null) return { keywords: input.keywords };
  if (input.mix != null) {
    return { mix: input.mix.map(({ query, weight = 1 }) => ({ query: vectorQuery(query), weight })) };
  }
  if (input.hybrid == null) return vectorQuery(input as VectorSearchInput);
  const { keywords, by, fusion = 'rrf', vectorWeight = 0.5 } = input.hybrid;
  return { hybrid: { keywords, fusion, vectorWeight, ...(by == null ? {} : { by: vectorQuery(by) }) } };
}

function vectorQuery(query: VectorSearchInput): VectorQuery {
  if (query.text != null) return { text: query.text };
  if (query.image != null) return { image: imageInput(query.image) };
  if (query.itemId != null) return { itemId: query.itemId };
  return { vector: query.vector.packed ?? Float32Array.from(query.vector.values) };
}
