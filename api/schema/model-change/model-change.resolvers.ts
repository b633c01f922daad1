import { DomainError } from '../../../core/errors.ts';
import type { Collection } from '../../../core/ports/collections.ts';
import type { OtherVectorSet, VectorFailure, VectorSet } from '../../../core/ports/vector-sets.ts';
import { requirePageSize } from '../../../core/search/rank-cursor.ts';
import type { Context } from '../../context.ts';
import { indexSettings } from '../indexes/indexes.resolvers.ts';
import type { TopicResolvers } from '../topic-resolvers.ts';

/** A collection with the set beside the one that it is searched by. */
export interface ModelChangeParts {
  readonly collection: Collection;
  readonly other: OtherVectorSet;
  /** Items that lack vectors in the other set. */
  readonly missing: number;
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
    modelChange: (collection, _, context) => findChange(collection, context),
  },
  ModelChange: {
    state: ({ other, missing }) => {
      if (other.role === 'previous') return 'SWITCHED';
      return missing === 0 ? 'READY' : 'FILLING';
    },
    fromModel: ({ collection, other }) => (other.role === 'next' ? collection : other).modelName,
    toModel: ({ collection, other }) => (other.role === 'next' ? other : collection).modelName,
    job: async ({ other: { jobId } }, _, { jobs }) =>
      jobId === null ? null : ((await jobs.find(jobId)) ?? null),
    failedCount: async (change, _, { vectorSets }: Pick<Context, 'vectorSets'>) => {
      const counts = setsOf(change).map(({ vectorSetId }) => vectorSets.countFailures(vectorSetId));
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    },
    failures: async (change, { first }, { vectorSets }: Pick<Context, 'vectorSets'>) => {
      requirePageSize(first);
      const found: (VectorFailure & { readonly key: string; readonly model: string })[] = [];
      for (const { vectorSetId, modelName: model } of setsOf(change)) {
        const failures = await vectorSets.failures(vectorSetId, first - found.length);
        found.push(...failures.map((failure) => ({ ...failure, model })));
      }
      return found;
    },
    overlap: ({ other }) => other.overlap,
  },
  OverlapReport: { measuredAt: ({ measuredAt }) => new Date(measuredAt) },
} satisfies TopicResolvers;

/** Both sets, the new model's first. */
function setsOf({ collection, other }: ModelChangeParts): readonly VectorSet[] {
  return other.role === 'next' ? [other, collection] : [collection, other];
}

/** Null also where the change ends while it is looked at. */
async function findChange(collection: Collection, { vectorSets }: Context): Promise<ModelChangeParts | null> {
  const other = await vectorSets.other(collection);
  if (other === undefined) return null;
  try {
    const missing = await vectorSets.countMissing(collection, other.vectorSetId);
    return { collection, other, missing };
  } catch (error) {
    if (error instanceof DomainError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}
