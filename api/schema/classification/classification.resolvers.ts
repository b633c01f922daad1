import { classifyImage, topPredictions } from '../../../core/classification/classify-image.ts';
import { templatePresets } from '../../../core/evaluation/zero-shot/template-presets.ts';
import { imageInput } from '../base/image-input.ts';
import type { TopicResolvers } from '../topic-resolvers.ts';

export const classificationResolvers = {
  Query: {
    classifyImage: async (_, { image, model, ...request }, context) =>
      classifyImage(await context.models.load(model ?? undefined), {
        ...request,
        image: await context.images.read(imageInput(image)),
      }),
    templateSets: () => templatePresets,
  },
  TemplateOrigin: { CHINESE_CLIP: 'chinese-clip', TUWEN: 'tuwen' },
  Classification: {
    logitScale: ({ scoring }) => scoring.scale,
    predictions: (classification, { first }) => topPredictions(classification, first ?? undefined),
  },
} satisfies TopicResolvers;
