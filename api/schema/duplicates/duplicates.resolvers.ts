import type { TopicResolvers } from '../topic-resolvers.ts';

export const duplicateResolvers = {
  Query: {
    duplicates: (_, request, { nearDuplicates }) => nearDuplicates.find(request),
  },
  DuplicateConnection: {
    edges: ({ groups }) => groups,
    nodes: ({ groups }) => groups,
    pageInfo: ({ groups, hasNextPage, hasPreviousPage }) => ({
      hasNextPage,
      hasPreviousPage,
      startCursor: groups[0]?.cursor ?? null,
      endCursor: groups.at(-1)?.cursor ?? null,
    }),
    coveredItems: ({ covered }) => covered,
    totalItems: ({ total }) => total,
  },
  DuplicateEdge: {
    node: (group) => group,
  },
} satisfies TopicResolvers;
