import type {
  MutationResolvers,
  QueryResolvers,
  Resolvers,
  SubscriptionResolvers,
} from '../generated/resolvers.ts';

/** One topic's share of the resolvers; `resolvers.ts` checks that together they are complete. */
export type TopicResolvers = Omit<Resolvers, 'Query' | 'Mutation' | 'Subscription'> & {
  readonly Query?: Partial<QueryResolvers>;
  readonly Mutation?: Partial<MutationResolvers>;
  readonly Subscription?: Partial<SubscriptionResolvers>;
};
