import type { JsonObject } from '../../../core/json.ts';
import { type IndexBuildInput, indexBuildKind } from '../../../core/search/indexes/build-index.ts';
import type { IndexSettings } from '../../../core/search/indexes/index-settings.ts';
import type { IndexInput } from '../../generated/resolvers.ts';
import type { TopicResolvers } from '../topic-resolvers.ts';

export const indexResolvers = {
  Mutation: {
    startIndexBuild: (_, { input }, { jobs }) => {
      const job: IndexBuildInput = { collection: input.collection, index: indexSettings(input.index) };
      return jobs.start(indexBuildKind, job as unknown as JsonObject);
    },
  },
  Collection: {
    index: async (collection, _, { indexBuilder }) => ({
      ...collection.index,
      ...(await indexBuilder.status(collection)),
    }),
  },
  CollectionIndex: {
    build: async ({ buildJobId }, _, { jobs }) =>
      buildJobId === null ? null : ((await jobs.find(buildJobId)) ?? null),
  },
  RecallEstimate: { measuredAt: ({ measuredAt }) => new Date(measuredAt) },
  IndexKind: { EXACT: 'exact', HNSW: 'hnsw', HNSW_HALF: 'hnsw-half', HNSW_BINARY: 'hnsw-binary' },
} satisfies TopicResolvers;

/** Without what is null, which means the same as what is left out. */
export function indexSettings(input: IndexInput): Partial<IndexSettings> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
}
