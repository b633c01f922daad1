import type { Resolvers } from '../generated/resolvers.ts';
import { accessResolvers } from './access/access.resolvers.ts';
import { auditedMutations } from './audited-mutations.ts';
import { backupResolvers } from './backup/backup.resolvers.ts';
import { baseResolvers } from './base/base.resolvers.ts';
import { classificationResolvers } from './classification/classification.resolvers.ts';
import { collectionResolvers } from './collections/collections.resolvers.ts';
import { datasetResolvers } from './datasets/datasets.resolvers.ts';
import { duplicateResolvers } from './duplicates/duplicates.resolvers.ts';
import { embeddingResolvers } from './embedding/embedding.resolvers.ts';
import { evaluationResolvers } from './evaluations/evaluations.resolvers.ts';
import { importResolvers } from './imports/imports.resolvers.ts';
import { indexResolvers } from './indexes/indexes.resolvers.ts';
import { jobResolvers } from './jobs/jobs.resolvers.ts';
import { modelChangeResolvers } from './model-change/model-change.resolvers.ts';
import { modelResolvers } from './models/models.resolvers.ts';
import { pluginResolvers } from './plugins/plugins.resolvers.ts';
import { relevanceResolvers } from './relevance/relevance.resolvers.ts';
import { searchResolvers } from './search/search.resolvers.ts';
import { similarityResolvers } from './similarity/similarity.resolvers.ts';
import { tracedFields } from './traced-fields.ts';
import { uploadResolvers } from './uploads/uploads.resolvers.ts';

/** Every topic's resolvers as one map; a root field without a resolver does not compile. */
export const resolvers: Resolvers = {
  ...accessResolvers,
  ...backupResolvers,
  ...baseResolvers,
  ...classificationResolvers,
  ...collectionResolvers,
  ...datasetResolvers,
  ...duplicateResolvers,
  ...embeddingResolvers,
  ...evaluationResolvers,
  ...importResolvers,
  ...indexResolvers,
  ...jobResolvers,
  ...modelChangeResolvers,
  ...modelResolvers,
  ...pluginResolvers,
  ...relevanceResolvers,
  ...searchResolvers,
  ...similarityResolvers,
  ...uploadResolvers,
  Query: tracedFields({
    ...accessResolvers.Query,
    ...classificationResolvers.Query,
    ...collectionResolvers.Query,
    ...datasetResolvers.Query,
    ...duplicateResolvers.Query,
    ...embeddingResolvers.Query,
    ...evaluationResolvers.Query,
    ...jobResolvers.Query,
    ...modelResolvers.Query,
    ...pluginResolvers.Query,
    ...searchResolvers.Query,
    ...similarityResolvers.Query,
  }),
  Mutation: auditedMutations({
    ...accessResolvers.Mutation,
    ...backupResolvers.Mutation,
    ...collectionResolvers.Mutation,
    ...datasetResolvers.Mutation,
    ...evaluationResolvers.Mutation,
    ...importResolvers.Mutation,
    ...indexResolvers.Mutation,
    ...jobResolvers.Mutation,
    ...modelChangeResolvers.Mutation,
    ...modelResolvers.Mutation,
    ...pluginResolvers.Mutation,
    ...relevanceResolvers.Mutation,
    ...uploadResolvers.Mutation,
  }),
  Collection: {
    ...collectionResolvers.Collection,
    ...indexResolvers.Collection,
    ...modelChangeResolvers.Collection,
    ...relevanceResolvers.Collection,
  },
  Subscription: jobResolvers.Subscription,
};
