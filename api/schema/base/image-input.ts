import type { ImageInput } from '../../../core/search/image-source.ts';
import type { ImageInput as GraphqlImageInput } from '../../generated/resolvers.ts';

/** The picture a request means, in the core's words. */
export function imageInput(input: GraphqlImageInput): ImageInput {
  if (input.uploadId != null) return { uploadId: input.uploadId };
  if (input.itemId != null) return { itemId: input.itemId };
  if (input.url != null) return { url: input.url };
  return { bytes: input.base64 };
}
