import { requireAtMost } from '../embedding/limits.ts';
import type { CollectionStore, VectorIndex } from '../ports/collections.ts';
import { requireCollection } from './require-collection.ts';

const maximumKeys = 1000;

/**
 * Deletes items by key and gives the number that were there.
 * @throws DomainError NOT_FOUND for the collection, INVALID_INPUT for more than 1,000 keys.
 */
export async function deleteItems(
  deps: { readonly collections: CollectionStore; readonly index: VectorIndex },
  request: { readonly collection: string; readonly keys: readonly string[] },
): Promise<number> {
  requireAtMost('keys', request.keys.length, maximumKeys);
  const collection = await requireCollection(deps.collections, request.collection);
  return deps.index.remove(collection, request.keys);
}
