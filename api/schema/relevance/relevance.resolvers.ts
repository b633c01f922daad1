import type { StoredRelevance } from '../../../core/ports/relevance-store.ts';
import { relevanceKind } from '../../../core/search/relevance/relevance-job.ts';
import { isDue } from '../../../core/search/relevance/relevances.ts';
import { requireCollection } from '../../../core/search/require-collection.ts';
import type { TopicResolvers } from '../topic-resolvers.ts';

export type CollectionRelevanceParts = StoredRelevance;

export const relevanceResolvers = {
  Mutation: {
    estimateRelevance: async (_, { collection: name }, { jobs, collections, relevanceStore }) => {
      const { vectorSetId } = await requireCollection(collections, name);
      const job = await jobs.start(relevanceKind, { collection: name });
      await relevanceStore.noteJob(vectorSetId, job.id);
      return job;
    },
  },
  Collection: {
    relevance: ({ vectorSetId }, _, { relevanceStore }) => relevanceStore.find(vectorSetId),
  },
  CollectionRelevance: {
    estimatedAt: ({ estimate }) => (estimate === undefined ? null : new Date(estimate.estimatedAt)),
    itemCount: ({ estimate }) => estimate?.itemCount ?? null,
    isDue: (stored) => isDue(stored),
    job: async ({ jobId }, _, { jobs }) => (jobId === null ? null : ((await jobs.find(jobId)) ?? null)),
    backgrounds: ({ estimate }) => estimate?.backgrounds ?? [],
  },
  RelevanceBackground: { median: ({ nearnesses }) => nearnesses[0]!.nearness },
} satisfies TopicResolvers;
