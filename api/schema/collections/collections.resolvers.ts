import { createCollection } from '../../../core/search/create-collection.ts';
import { deleteItems } from '../../../core/search/delete-items.ts';
import { encodeItemCursor, listItems } from '../../../core/search/list-items.ts';
import { updateCollection } from '../../../core/search/update-collection.ts';
import { imageInput } from '../base/image-input.ts';
import { indexSettings } from '../indexes/indexes.resolvers.ts';
import { itemFilter } from '../search/item-filter-input.ts';
import type { TopicResolvers } from '../topic-resolvers.ts';

export const collectionResolvers = {
  Query: {
    collections: (_, __, { collections }) => collections.list(),
    collection: async (_, { name }, { collections }) => (await collections.find(name)) ?? null,
    item: async (_, { id }, { collections }) => (await collections.findItem(id)) ?? null,
  },
  Mutation: {
    createCollection: async (_, { input }, context) => ({
      collection: await createCollection(context, {
        ...input,
        index: indexSettings(input.index ?? {}),
      }),
    }),
    updateCollection: (_, { input }, context) => updateCollection(context, input),
    deleteCollection: async (_, { name }, { collections }) => ({ deleted: await collections.delete(name) }),
    addItems: async (_, { input }, { addItems, relevances }) => {
      const added = await addItems.add(
        input.collection,
        input.items.map(({ key, text, image, metadata }) => ({
          key,
          text: text ?? null,
          image: image == null ? null : imageInput(image),
          metadata: metadata ?? {},
        })),
        input.duplicates,
      );
      relevances.noteAdded(input.collection);
      return added;
    },
    deleteItems: async (_, { input }, context) => ({ deletedCount: await deleteItems(context, input) }),
  },
  Collection: {
    model: async ({ modelName }, _, { models }) =>
      (await models.list()).find((manifest) => manifest.name === modelName) ?? null,
    itemCount: ({ id }, _, { collections }) => collections.countItems(id),
    metadataFields: async ({ id }, _, { collections }) =>
      [...(await collections.fieldTypes(id))].map(([path, types]) => ({ path, types: [...types] })),
    items: (collection, { filter, ...page }, { collections }) =>
      listItems(collections, collection, {
        ...page,
        filter: filter == null ? undefined : itemFilter(filter),
      }),
    item: async ({ id }, { key }, { collections }) => (await collections.findItemByKey(id, key)) ?? null,
  },
  ItemImage: {
    url: ({ sha256 }, _, { imagePath }) => imagePath(sha256),
    thumbnailUrl: ({ sha256 }, { size }, { thumbnailPath }) => thumbnailPath(sha256, size),
  },
  DuplicatePolicy: { STORE: 'store', SKIP: 'skip' },
  MetadataFieldType: { TEXT: 'text', NUMBER: 'number', BOOLEAN: 'boolean', LIST: 'list', OBJECT: 'object' },
  MisfitPolicy: { REFUSE: 'refuse', KEEP: 'keep' },
  ThumbnailSize: { SMALL: 'small', LARGE: 'large' },
  ItemConnection: {
    edges: ({ items }) => items,
    nodes: ({ items }) => items,
    pageInfo: ({ items, hasNextPage, hasPreviousPage }) => ({
      hasNextPage,
      hasPreviousPage,
      startCursor: items[0] === undefined ? null : encodeItemCursor(items[0]),
      endCursor: items.length === 0 ? null : encodeItemCursor(items.at(-1)!),
    }),
  },
  ItemEdge: {
    cursor: encodeItemCursor,
    node: (item) => item,
  },
} satisfies TopicResolvers;
