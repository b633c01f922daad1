import type { TopicResolvers } from '../topic-resolvers.ts';
import { Base64, DateTime, JSONObject, PackedFloats } from './scalars.ts';

export const baseResolvers = {
  Base64,
  DateTime,
  JSONObject,
  PackedFloats,
  Modality: { IMAGE: 'image', TEXT: 'text' },
} satisfies TopicResolvers;
