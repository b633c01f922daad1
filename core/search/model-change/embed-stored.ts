import type { EmbeddingModel } from '../../embedding/embedding-model.ts';
import { DomainError } from '../../errors.ts';
import type { BlobStore } from '../../ports/blob-store.ts';
import type { IndexEntry, Modality } from '../../ports/collections.ts';
import type { VectorFailure } from '../../ports/vector-sets.ts';
import { failureAsValue } from '../take-pictures.ts';

/** What an item has to embed. */
export interface StoredContent {
  readonly text: string | null;
  /** Address of its picture in the blob store. */
  readonly imageSha256: string | null;
}

export interface EmbeddedContent {
  readonly vectors: IndexEntry['vectors'];
  readonly failures: readonly VectorFailure[];
}

/** Pictures in memory at once: encoded ones are up to 20 MiB each. */
const chunkSize = 32;

/**
 * Vectors of what is stored already, in input order; a picture that cannot be read is a failure of its own item.
 * @throws DomainError INFERENCE_FAILED, OVERLOADED
 */
export async function embedStored(
  blobs: BlobStore,
  model: EmbeddingModel,
  contents: readonly StoredContent[],
): Promise<readonly EmbeddedContent[]> {
  const pictures = contents.map(({ imageSha256 }) => imageSha256).filter((sha256) => sha256 !== null);
  const images = new Map<string, Float32Array | DomainError>();
  for (let start = 0; start < pictures.length; start += chunkSize) {
    const chunk = pictures.slice(start, start + chunkSize);
    for (const [i, found] of (await embedPictures(blobs, model, chunk)).entries())
      images.set(chunk[i]!, found);
  }
  const texts = contents.map(({ text }) => text).filter((text) => text !== null);
  const textVectors = texts.length === 0 ? [] : await model.embedTexts(texts);
  let next = 0;
  return contents.map(({ text, imageSha256 }) => {
    const image = imageSha256 === null ? undefined : images.get(imageSha256)!;
    const textVector = text === null ? {} : { text: textVectors[next++]!.unit };
    if (image instanceof DomainError) return { vectors: textVector, failures: [failure('image', image)] };
    return { vectors: { ...textVector, ...(image === undefined ? {} : { image }) }, failures: [] };
  });
}

async function embedPictures(
  blobs: BlobStore,
  model: EmbeddingModel,
  addresses: readonly string[],
): Promise<readonly (Float32Array | DomainError)[]> {
  const read = await Promise.all(addresses.map((sha256) => failureAsValue(blobs.get(sha256))));
  const bytes = read.filter((each): each is Uint8Array => !(each instanceof Error));
  const embeddings = await model.embedImages(bytes);
  let next = 0;
  return read.map((each) => {
    if (each instanceof Error) return each;
    const embedding = embeddings[next++]!;
    if (!(embedding instanceof Error)) return embedding.unit;
    if (embedding instanceof DomainError) return embedding;
    throw embedding;
  });
}

function failure(modality: Modality, { code, message }: DomainError): VectorFailure {
  return { modality, code, message };
}
