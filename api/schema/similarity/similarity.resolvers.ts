import type { Scoring } from '../../../core/model/manifest.ts';
import { compare } from '../../../core/similarity/compare.ts';
import { logitBias } from '../../../core/similarity/scoring.ts';
import {
  cosineRows,
  logitsPerImage,
  logitsPerText,
  probabilitiesPerImage,
  probabilitiesPerText,
} from '../../../core/similarity/similarity-matrix.ts';
import type { ScoringKind } from '../../generated/resolvers.ts';
import { imageInput } from '../base/image-input.ts';
import type { TopicResolvers } from '../topic-resolvers.ts';

const plain = (rows: readonly Float64Array[]): number[][] => rows.map((row) => Array.from(row));

const scoringKinds: Record<Scoring['kind'], ScoringKind> = { softmax: 'SOFTMAX', sigmoid: 'SIGMOID' };

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
  Scoring: {
    kind: ({ kind }) => scoringKinds[kind],
    bias: logitBias,
  },
  SimilarityMatrix: {
    logitScale: ({ scoring }) => scoring.scale,
    cosines: (matrix) => plain(cosineRows(matrix)),
    logitsPerImage: (matrix) => plain(logitsPerImage(matrix)),
    logitsPerText: (matrix) => plain(logitsPerText(matrix)),
    probabilitiesPerImage: (matrix) => plain(probabilitiesPerImage(matrix)),
    probabilitiesPerText: (matrix) => plain(probabilitiesPerText(matrix)),
    packedCosines: ({ cosines }) => new Float32Array(cosines),
  },
} satisfies TopicResolvers;
