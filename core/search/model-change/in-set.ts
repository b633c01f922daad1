import type { Collection } from '../../ports/collections.ts';
import type { OtherVectorSet } from '../../ports/vector-sets.ts';

/** The collection as it would be searched by its other set. */
export function inSet(collection: Collection, other: OtherVectorSet): Collection {
  const { vectorSetId, modelName, spaceId, dimension, index } = other;
  return { ...collection, vectorSetId, modelName, spaceId, dimension, index };
}
