import type { Embedding, EmbeddingModel } from '../embedding/embedding-model.ts';
import { DomainError } from '../errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { ItemImage } from '../ports/collections.ts';
import type { ImageDescription, ImageInspector } from '../ports/image-inspector.ts';
import type { PictureUse } from '../ports/picture-use.ts';
import type { ImageInput, ImageSource } from './image-source.ts';

/** Pictures in memory at once: encoded ones are up to 20 MiB each. */
const chunkSize = 32;

export interface TakePicturesDeps {
  readonly images: ImageSource;
  readonly inspector: ImageInspector;
  readonly blobs: BlobStore;
  readonly pictureUse: Pick<PictureUse, 'note'>;
}

/** A picture that is in the blob store, with its vector. */
export interface TakenPicture {
  readonly image: ItemImage;
  /** Unit length. */
  readonly vector: Float32Array;
}

/** Gives the vectors of pictures that are known already, by their addresses. */
export type KnownVectors = (sha256s: readonly string[]) => Promise<ReadonlyMap<string, Float32Array>>;

/**
 * Reads, describes, embeds and stores pictures; one that is known, or comes twice, is embedded no more. Results are in input order, with
 * a {@link DomainError} in the place of each picture that cannot be read; such a picture is not stored. Those that are, and whose items
 * never come, are swept away.
 * @throws DomainError INFERENCE_FAILED, STORAGE_FAILED
 */
export async function takePictures(
  deps: TakePicturesDeps,
  model: EmbeddingModel,
  inputs: readonly ImageInput[],
  knownVectors: KnownVectors,
): Promise<readonly (TakenPicture | DomainError)[]> {
  const taken: (TakenPicture | DomainError)[] = [];
  for (let start = 0; start < inputs.length; start += chunkSize) {
    taken.push(...(await takeChunk(deps, model, inputs.slice(start, start + chunkSize), knownVectors)));
  }
  return taken;
}

interface ReadPicture {
  readonly bytes: Uint8Array;
  readonly description: ImageDescription;
  readonly sha256: string;
}

async function takeChunk(
  deps: TakePicturesDeps,
  model: EmbeddingModel,
  inputs: readonly ImageInput[],
  knownVectors: KnownVectors,
): Promise<readonly (TakenPicture | DomainError)[]> {
  const pictures = await Promise.all(inputs.map((input) => failureAsValue(readPicture(deps, input))));
  const readable = new Map(
    pictures.flatMap((picture) => (picture instanceof Error ? [] : [[picture.sha256, picture] as const])),
  );
  const vectors = new Map<string, Float32Array | Error>(
    readable.size === 0 ? [] : await knownVectors([...readable.keys()]),
  );
  const others = [...readable.values()].filter(({ sha256 }) => !vectors.has(sha256));
  const embeddings = await model.embedImages(others.map(({ bytes }) => bytes));
  for (const [i, { sha256 }] of others.entries()) vectors.set(sha256, vectorOf(embeddings[i]!));
  const fit = [...readable.keys()].filter((sha256) => !(vectors.get(sha256) instanceof Error));
  if (fit.length > 0) await deps.pictureUse.note(fit);
  return Promise.all(
    pictures.map((picture) =>
      picture instanceof Error ? picture : storePicture(deps, picture, vectors.get(picture.sha256)!),
    ),
  );
}

function vectorOf(embedding: Embedding | Error): Float32Array | Error {
  return embedding instanceof Error ? embedding : embedding.unit;
}

async function readPicture(deps: TakePicturesDeps, input: ImageInput): Promise<ReadPicture> {
  const bytes = await deps.images.read(input);
  const description = await deps.inspector.describe(bytes);
  return { bytes, description, sha256: deps.blobs.addressOf(bytes) };
}

/** A disk that is full is no fault of this picture, and the next one would meet it too. */
async function storePicture(
  deps: TakePicturesDeps,
  { bytes, description }: ReadPicture,
  vector: Float32Array | Error,
): Promise<TakenPicture | DomainError> {
  if (vector instanceof DomainError) return vector;
  if (vector instanceof Error) throw vector;
  const sha256 = await deps.blobs.put(bytes);
  return { image: { sha256, ...description, sizeBytes: bytes.length }, vector };
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
