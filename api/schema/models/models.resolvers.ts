import { tokenizeTexts } from '../../../core/embedding/embed-texts.ts';
import type { ModelManifest } from '../../../core/model/manifest.ts';
import type { Precision, WeightReading } from '../../generated/resolvers.ts';
import type { TopicResolvers } from '../topic-resolvers.ts';

const precisions: Record<ModelManifest['precision'], Precision> = { float32: 'FLOAT32' };

const weightReadings: Record<ModelManifest['weights'], WeightReading> = {
  'as-stored': 'AS_STORED',
  'float16-rounded': 'FLOAT16_ROUNDED',
};

export const modelResolvers = {
  Query: {
    models: (_, __, { models }) => models.list(),
    model: async (_, { name }, { models }) => {
      const [manifests, wanted] = await Promise.all([models.list(), name ?? models.defaultName()]);
      return manifests.find((manifest) => manifest.name === wanted) ?? null;
    },
    tokenize: async (_, { texts, model }, { models }) =>
      tokenizeTexts(await models.load(model ?? undefined), texts),
  },
  Model: {
    isDefault: async ({ name }, _, { models }) => name === (await models.defaultName()),
    imageSize: ({ image }) => image.size,
    precision: ({ precision }) => precisions[precision],
    weights: ({ weights }) => weightReadings[weights],
    importedAt: ({ importedAt }) => new Date(importedAt),
    runtime: ({ name }, _, { models }) => models.report(name) ?? null,
  },
  Tokenization: {
    ids: ({ ids }) => Array.from(ids),
  },
  ExecutionProvider: { CPU: 'cpu', CUDA: 'cuda', TENSORRT: 'tensorrt' },
} satisfies TopicResolvers;
