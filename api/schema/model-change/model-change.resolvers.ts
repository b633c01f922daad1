import type { Collection } from '../../../core/ports/collections.ts';
import type { OtherVectorSet } from '../../../core/ports/vector-sets.ts';
import { requirePageSize } from '../../../core/search/rank-cursor.ts';
import type { Context } from '../../context.ts';
import { indexSettings } from '../indexes/indexes.resolvers.ts';
import type { TopicResolvers } from '../topic-resolvers.ts';

/** A collection with the set beside the one that it is searched by. */
export interface ModelChangeParts {
  readonly collection: Collection;
  readonly other: OtherVectorSet;
}

export const modelChangeResolvers = {
  Mutation: {
    startModelChange: (_, { input: { collection, model, index } }, { modelChanges }) =>
      modelChanges.start({ collection, model, ...(index == null ? {} : { index: indexSettings(index) }) }),
    switchCollectionModel: async (_, { input }, { modelChanges }) => ({
      collection: await modelChanges.switchOver(input.collection, input.acceptFailures),
    }),
    rollbackModelChange: async (_, { collection }, { modelChanges }) => ({
      collection: await modelChanges.rollBack(collection),
    }),
    finishModelChange: async (_, { collection }, { modelChanges }) => ({
      collection: await modelChanges.finish(collection),
    }),
    abandonModelChange: async (_, { collection }, { modelChanges }) => ({
      collection: await modelChanges.abandon(collection),
    }),
  },
  Collection: {
    modelChange: async (collection, _, { vectorSets }) => {
      const other = await vectorSets.other(collection);
      return other === undefined ? null : { collection, other };
    },
  },
  ModelChange: {
    state: async (change, _, context) => {
      if (change.other.role === 'previous') return 'SWITCHED';
      return (await missing(change, context)) === 0 ? 'READY' : 'FILLING';
    },
    fromModel: ({ collection, other }) => (other.role === 'next' ? collection : other).modelName,
    toModel: ({ collection, other }) => (other.role === 'next' ? other : collection).modelName,
    job: async ({ other: { jobId } }, _, { jobs }) =>
      jobId === null ? null : ((await jobs.find(jobId)) ?? null),
    missing: (change, _, context) => missing(change, context),
    failedCount: ({ other }, _, { vectorSets }) => vectorSets.countFailures(other.vectorSetId),
    failures: ({ other }, { first }, { vectorSets }) => {
      requirePageSize(first);
      return vectorSets.failures(other.vectorSetId, first);
    },
    overlap: ({ other }) => other.overlap,
  },
  OverlapReport: { measuredAt: ({ measuredAt }) => new Date(measuredAt) },
} satisfies TopicResolvers;

function missing({ collection, other }: ModelChangeParts, { vectorSets }: Context): Promise<number> {
  return vectorSets.countMissing(collection, other.vectorSetId);
}
