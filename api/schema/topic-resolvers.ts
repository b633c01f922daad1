import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated/resolvers.ts';

/** One topic's share of the resolvers; `resolvers.ts` checks that together they are complete. */
export type TopicResolvers = Omit<Resolvers, 'Query' | 'Mutation'> & {
  readonly Query?: Partial<QueryResolvers>;
  readonly Mutation?: Partial<MutationResolvers>;
};
