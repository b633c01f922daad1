import { DomainError } from '../errors.ts';
import type { ImageInput, ImageSource } from '../search/image-source.ts';
import type { Embedding, EmbeddingModel } from './embedding-model.ts';
import { maximumImages, requireAtMost } from './limits.ts';

export interface ImageBatch {
  readonly model: EmbeddingModel;
  readonly source: ImageSource;
  readonly images: readonly ImageInput[];
}

/**
 * Embeddings in input order, with the error in the place of a picture that cannot be found or read.
 * @throws DomainError INVALID_INPUT for more than 64 pictures, INFERENCE_FAILED
 */
export async function embedImages({
  model,
  source,
  images,
}: ImageBatch): Promise<readonly (Embedding | Error)[]> {
  requireAtMost('pictures', images.length, maximumImages);
  const pictures = await source.readAll(images);
  const found = pictures.filter((picture) => picture instanceof Uint8Array);
  const embeddings = await model.embedImages(found);
  let next = 0;
  return pictures.map((picture) => (picture instanceof Error ? picture : embeddings[next++]!));
}

/**
 * Embeddings in input order, all or nothing.
 * @throws DomainError the first error of {@link embedImages}, with the picture's index in its details.
 */
export async function embedEveryImage(batch: ImageBatch): Promise<readonly Embedding[]> {
  const embeddings = await embedImages(batch);
  return embeddings.map((embedding, index) => {
    if (embedding instanceof DomainError) throw atIndex(embedding, index);
    if (embedding instanceof Error) throw embedding;
    return embedding;
  });
}

function atIndex(error: DomainError, index: number): DomainError {
  return new DomainError(error.code, `Picture ${index}: ${error.message}`, {
    details: { ...error.details, index },
    cause: error,
  });
}
