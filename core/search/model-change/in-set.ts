import type { Collection } from '../../ports/collections.ts';
import type { VectorSet } from '../../ports/vector-sets.ts';

/** The collection as it would be searched by one of its sets. */
export function inSet(collection: Collection, set: VectorSet): Collection {
  const { vectorSetId, modelName, spaceId, dimension, index } = set;
  return { ...collection, vectorSetId, modelName, spaceId, dimension, index };
}
