import { embedImages } from '../../../core/embedding/embed-images.ts';
import { embedTexts } from '../../../core/embedding/embed-texts.ts';
import type { Embedding } from '../../../core/embedding/embedding-model.ts';
import { imageInput } from '../base/image-input.ts';
import type { TopicResolvers } from '../topic-resolvers.ts';

interface Form {
  readonly normalized: boolean;
}

const fields = {
  dimension: ({ unit }: Embedding) => unit.length,
  packed: ({ unit, raw }: Embedding, { normalized }: Form) => (normalized ? unit : raw),
  values: ({ unit, raw }: Embedding, { normalized }: Form) => Array.from(normalized ? unit : raw),
};

export const embeddingResolvers = {
  Query: {
    embedTexts: async (_, { texts, model }, { models }) =>
      embedTexts(await models.load(model ?? undefined), texts),
    embedImages: async (_, { images, model }, context) => {
      const loaded = await context.models.load(model ?? undefined);
      const batch = { model: loaded, source: context.images, images: images.map(imageInput) };
      // A rejected element becomes null, with the error at its index.
      return (await embedImages(batch)).map((one) => (one instanceof Error ? Promise.reject(one) : one));
    },
  },
  TextEmbedding: fields,
  ImageEmbedding: fields,
} satisfies TopicResolvers;
