import type { EmbeddingModel } from '../embedding/embedding-model.ts';
import { DomainError } from '../errors.ts';
import type { Collection, CollectionStore } from '../ports/collections.ts';
import type { ModelRegistry } from '../ports/model-registry.ts';

/** @throws DomainError NOT_FOUND */
export async function requireCollection(collections: CollectionStore, name: string): Promise<Collection> {
  const collection = await collections.find(name);
  if (collection !== undefined) return collection;
  throw new DomainError('NOT_FOUND', `There is no collection of this name: ${name}.`, {
    remedy: '`{ collections { name } }` lists those there are.',
    details: { collection: name },
  });
}

/**
 * The model whose vectors a collection holds.
 * @throws DomainError MODEL_NOT_FOUND, SPACE_MISMATCH when the model of that name now has another space.
 */
export async function loadCollectionModel(
  models: ModelRegistry,
  collection: Collection,
): Promise<EmbeddingModel> {
  const model = await models.load(collection.modelName);
  if (model.manifest.spaceId === collection.spaceId) return model;
  throw new DomainError(
    'SPACE_MISMATCH',
    `The collection ${collection.name} was made with another ${collection.modelName} than the one here now.`,
    {
      remedy:
        'Import the earlier checkpoint again, or move the collection to this one with startModelChange.',
      details: {
        collection: collection.name,
        collectionSpaceId: collection.spaceId,
        modelSpaceId: model.manifest.spaceId,
      },
    },
  );
}
