import { DomainError } from '../../../core/errors.ts';
import { datasetCheckKind } from '../../../core/evaluation/datasets/dataset-check.ts';
import { registerDataset } from '../../../core/evaluation/datasets/register-dataset.ts';
import { elevaterFacts, isElevaterDataset } from '../../../core/evaluation/elevater/datasets.ts';
import type { Dataset } from '../../../core/ports/dataset-registry.ts';
import type { RegisterDatasetInput } from '../../generated/resolvers.ts';
import { given } from '../base/given.ts';
import { shownPaths } from '../base/shown-paths.ts';
import type { TopicResolvers } from '../topic-resolvers.ts';

export const datasetResolvers = {
  Query: {
    datasets: (_, __, { registry }) => registry.list(),
    dataFolder: async (_, { path }, { roots }) => (await roots.list(path)) ?? null,
    dataset: async (_, { name }, { registry }) => (await registry.find(name)) ?? null,
  },
  Mutation: {
    registerDataset: async (_, { input }, context) => ({
      dataset: await registerDataset(context, input.name, sourceOf(input)),
    }),
    removeDataset: async (_, { name }, { registry }) => ({ removed: await registry.remove(name) }),
    checkDataset: (_, { input }, { jobs }) => jobs.start(datasetCheckKind, given(input)),
  },
  Dataset: {
    kind: ({ source }) => source.kind,
    images: ({ source }, _, context) =>
      shownPaths(source.kind === 'retrieval' ? source.images : null, context),
    texts: ({ source }, _, context) => shownPaths(source.kind === 'retrieval' ? source.texts : null, context),
    benchmark: ({ source }) => (source.kind === 'retrieval' ? (source.benchmark ?? null) : null),
    folder: ({ source }, _, context) =>
      shownPaths(source.kind === 'classification' ? source.folder : null, context),
    labels: ({ source }, _, context) =>
      shownPaths(source.kind === 'classification' ? (source.labels ?? null) : null, context),
    index: ({ source }, _, context) =>
      shownPaths(source.kind === 'classification' ? (source.index ?? null) : null, context),
    elevater: (dataset) => elevaterName(dataset),
    metric: (dataset) => {
      const name = elevaterName(dataset);
      return name !== null && isElevaterDataset(name) ? elevaterFacts[name].metric : null;
    },
  },
  DataFolderEntry: { sizeBytes: ({ sizeBytes }) => sizeBytes ?? null },
  DatasetKind: { RETRIEVAL: 'retrieval', CLASSIFICATION: 'classification' },
} satisfies TopicResolvers;

function elevaterName({ source }: Dataset): string | null {
  return source.kind === 'classification' ? (source.elevater ?? null) : null;
}

function sourceOf({ retrieval, classification }: RegisterDatasetInput): Dataset['source'] {
  if (retrieval != null && classification == null)
    return { ...given(retrieval), kind: 'retrieval' } as Dataset['source'];
  if (classification != null && retrieval == null)
    return { ...given(classification), kind: 'classification' } as Dataset['source'];
  throw new DomainError('INVALID_INPUT', 'A data set is of one kind.', {
    remedy: 'Give either `retrieval` or `classification`.',
  });
}
