import { tokenizeTexts } from '../../../core/embedding/embed-texts.ts';
import type { ModelManifest } from '../../../core/model/manifest.ts';
import { modelPrecisions } from '../../../core/model/model-precisions.ts';
import type { InspectedPiece } from '../../../core/ports/tokenizer.ts';
import type { WeightReading } from '../../generated/resolvers.ts';
import type { TopicResolvers } from '../topic-resolvers.ts';

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
  Mutation: {
    loadModel: async (_, { name, precision }, { models }) =>
      (await models.load(name, precision ?? undefined)).manifest,
    unloadModel: (_, { name }, { models }) => models.unload(name),
    setDefaultModel: (_, { name }, { models }) => models.setDefault(name),
  },
  Model: {
    isDefault: async ({ name }, _, { models }) => name === (await models.defaultName()),
    published: ({ published }) => published ?? null,
    imageSize: ({ image }) => image.size,
    logitScale: ({ scoring }) => scoring.scale,
    precisions: modelPrecisions,
    weights: ({ weights }) => weightReadings[weights],
    importedAt: ({ importedAt }) => new Date(importedAt),
    runtime: ({ name }, _, { models }) => models.runtime(name) ?? null,
  },
  Tokenization: {
    ids: ({ ids }) => Array.from(ids),
    pieces: ({ text, inspect }) => inspect().pieces.map((piece) => ({ ...piece, ...placed(text, piece) })),
    cutAt: ({ truncated, inspect }) =>
      truncated ? (inspect().pieces.find(({ isKept }) => !isKept)?.place?.start ?? null) : null,
    foldings: ({ inspect }) => inspect().foldings,
  },
  FoldingKind: {
    CONTROL_CHARACTERS: 'control-characters',
    LOWER_CASE: 'lower-case',
    ACCENTS: 'accents',
    DECOMPOSITION: 'decomposition',
  },
  Precision: { FLOAT32: 'float32', FLOAT16: 'float16', INT8: 'int8' },
  ExecutionProvider: { CPU: 'cpu', CUDA: 'cuda', TENSORRT: 'tensorrt' },
} satisfies TopicResolvers;

function placed(text: string, { place }: InspectedPiece) {
  if (place === null) return { start: null, end: null, text: null };
  return { ...place, text: text.slice(place.start, place.end) };
}
