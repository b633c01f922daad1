import type { ImagePreprocessing } from './manifest.ts';

/** Everything that decides where a vector lies. Two vectors may be compared only when all of it is equal. */
export interface EmbeddingSpace {
  readonly family: string;
  readonly dimension: number;
  readonly imageWeightsSha256: string;
  readonly textWeightsSha256: string;
  readonly vocabularySha256: string;
  readonly image: ImagePreprocessing;
  readonly normalisation: 'l2';
}

/** Hex sha256 of the space's canonical JSON, cut to 32 characters: the identity stored with every vector. */
export async function embeddingSpaceId(space: EmbeddingSpace): Promise<string> {
  const canonical = JSON.stringify([
    space.family,
    space.dimension,
    space.imageWeightsSha256,
    space.textWeightsSha256,
    space.vocabularySha256,
    [space.image.size, space.image.resize, space.image.filter, space.image.mean, space.image.std],
    space.normalisation,
    ...(space.image.order === undefined ? [] : [space.image.order]),
  ]);
  const digest = await crypto.subtle.digest('SHA-256', new globalThis.TextEncoder().encode(canonical));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .slice(0, 32);
}
