import { compare } from '../../../core/similarity/compare.ts';
import {
  cosineRows,
  logitsPerImage,
  logitsPerText,
  probabilitiesPerImage,
  probabilitiesPerText,
} from '../../../core/similarity/similarity-matrix.ts';
import { imageInput } from '../base/image-input.ts';
import type { TopicResolvers } from '../topic-resolvers.ts';

const plain = (rows: readonly Float64Array[]): number[][] => rows.map((row) => Array.from(row));

export const similarityResolvers = {
  Query: {
    similarity: async (_, { images, texts, model }, context) =>
      compare({
        model: await context.models.load(model ?? undefined),
        source: context.images,
        images: images.map(imageInput),
        texts,
      }),
  },
  SimilarityMatrix: {
    cosines: (matrix) => plain(cosineRows(matrix)),
    logitsPerImage: (matrix) => plain(logitsPerImage(matrix)),
    logitsPerText: (matrix) => plain(logitsPerText(matrix)),
    probabilitiesPerImage: (matrix) => plain(probabilitiesPerImage(matrix)),
    probabilitiesPerText: (matrix) => plain(probabilitiesPerText(matrix)),
    packedCosines: ({ cosines }) => new Float32Array(cosines),
  },
} satisfies TopicResolvers;
