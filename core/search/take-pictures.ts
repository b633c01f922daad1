import type { Embedding, EmbeddingModel } from '../embedding/embedding-model.ts';
import { DomainError } from '../errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { ItemImage } from '../ports/collections.ts';
import type { ImageDescription, ImageInspector } from '../ports/image-inspector.ts';
import type { ImageInput, ImageSource } from './image-source.ts';

/** Pictures in memory at once: encoded ones are up to 20 MiB each. */
const chunkSize = 32;

export interface TakePicturesDeps {
  readonly images: ImageSource;
  readonly inspector: ImageInspector;
  readonly blobs: BlobStore;
}

/** A picture that is in the blob store, with its vector. */
export interface TakenPicture {
  readonly image: ItemImage;
  /** Unit length. */
  readonly vector: Float32Array;
}

/**
 * Reads, describes, embeds and stores pictures. Results are in input order, with a {@link DomainError} in the place
 * of each picture that cannot be read; such a picture is not stored.
 * @throws DomainError INFERENCE_FAILED
 */
export async function takePictures(
  deps: TakePicturesDeps,
  model: EmbeddingModel,
  inputs: readonly ImageInput[],
): Promise<readonly (TakenPicture | DomainError)[]> {
  const taken: (TakenPicture | DomainError)[] = [];
  for (let start = 0; start < inputs.length; start += chunkSize) {
    taken.push(...(await takeChunk(deps, model, inputs.slice(start, start + chunkSize))));
  }
  return taken;
}

interface ReadPicture {
  readonly bytes: Uint8Array;
  readonly description: ImageDescription;
}

async function takeChunk(
  deps: TakePicturesDeps,
  model: EmbeddingModel,
  inputs: readonly ImageInput[],
): Promise<readonly (TakenPicture | DomainError)[]> {
  const pictures = await Promise.all(inputs.map((input) => failureAsValue(readPicture(deps, input))));
  const readable = pictures.filter((picture): picture is ReadPicture => !(picture instanceof Error));
  const embeddings = await model.embedImages(readable.map(({ bytes }) => bytes));
  let next = 0;
  return Promise.all(
    pictures.map((picture) =>
      picture instanceof Error ? picture : failureAsValue(storePicture(deps, picture, embeddings[next++]!)),
    ),
  );
}

async function readPicture(deps: TakePicturesDeps, input: ImageInput): Promise<ReadPicture> {
  const bytes = await deps.images.read(input);
  return { bytes, description: await deps.inspector.describe(bytes) };
}

async function storePicture(
  deps: TakePicturesDeps,
  { bytes, description }: ReadPicture,
  embedding: Embedding | Error,
): Promise<TakenPicture> {
  if (embedding instanceof Error) throw embedding;
  const sha256 = await deps.blobs.put(bytes);
  return { image: { sha256, ...description, sizeBytes: bytes.length }, vector: embedding.unit };
}

/** What the caller can act on becomes a value; anything else is still thrown. */
export async function failureAsValue<T>(promise: Promise<T>): Promise<T | DomainError> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}
