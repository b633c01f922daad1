import { classifyImage, topPredictions } from '../../../core/classification/classify-image.ts';
import { imageInput } from '../base/image-input.ts';
import type { TopicResolvers } from '../topic-resolvers.ts';

export const classificationResolvers = {
  Query: {
    classifyImage: async (_, { image, model, ...request }, context) =>
      classifyImage(await context.models.load(model ?? undefined), {
        ...request,
        image: await context.images.read(imageInput(image)),
      }),
  },
  Classification: {
    logitScale: ({ scoring }) => scoring.scale,
    predictions: (classification, { first }) => topPredictions(classification, first ?? undefined),
  },
} satisfies TopicResolvers;
