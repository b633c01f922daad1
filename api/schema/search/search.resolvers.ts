import type { Hit } from '../../../core/ports/collections.ts';
import { encodeRankCursor } from '../../../core/search/rank-cursor.ts';
import type { SearchQuery } from '../../../core/search/search-items.ts';
import type { SearchInput } from '../../generated/resolvers.ts';
import { imageInput } from '../base/image-input.ts';
import type { TopicResolvers } from '../topic-resolvers.ts';

export const searchResolvers = {
  Query: {
    search: (_, { query, after, ...request }, { searchItems }) =>
      searchItems.search({ ...request, query: searchQuery(query), after: after ?? undefined }),
  },
  SearchConnection: {
    edges: ({ hits }) => hits,
    nodes: ({ hits }) => hits.map(({ item }) => item),
    pageInfo: ({ hits, hasNextPage, hasPreviousPage }) => ({
      hasNextPage,
      hasPreviousPage,
      startCursor: hits[0] === undefined ? null : cursorOf(hits[0]),
      endCursor: hits.length === 0 ? null : cursorOf(hits.at(-1)!),
    }),
  },
  SearchEdge: {
    cursor: cursorOf,
    node: ({ item }) => item,
  },
} satisfies TopicResolvers;

function cursorOf({ rank, score, item }: Hit): string {
  return encodeRankCursor({ rank, score, itemId: item.id });
}

function searchQuery(query: SearchInput): SearchQuery {
  if (query.text != null) return { text: query.text };
  if (query.image != null) return { image: imageInput(query.image) };
  if (query.itemId != null) return { itemId: query.itemId };
  return { vector: query.vector.packed ?? Float32Array.from(query.vector.values) };
}
