import { DomainError } from '../errors.ts';
import type { Collection, CollectionStore, Item } from '../ports/collections.ts';
import { checkFilter, type ItemFilter } from './item-filter.ts';
import { decodeOpaque, encodeOpaque } from './opaque-cursor.ts';
import { badCursor, requirePageSize } from './rank-cursor.ts';

/** Items in the order of their ids. */
export interface ItemPage {
  readonly items: readonly Item[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** Opaque place of an item in its collection. */
export function encodeItemCursor(item: Item): string {
  return encodeOpaque(`item:${item.collectionId}:${item.id}`);
}

/**
 * A page of a collection's items.
 * @throws DomainError INVALID_INPUT when `first` is not 1 to 200, the cursor is bad or of another collection, or the filter does not fit the items.
 */
export async function listItems(
  collections: CollectionStore,
  collection: Collection,
  page: {
    readonly first: number;
    readonly after?: string | null | undefined;
    readonly filter?: ItemFilter | undefined;
  },
): Promise<ItemPage> {
  requirePageSize(page.first);
  const afterId = page.after == null ? undefined : decodeItemCursor(page.after, collection);
  const { first, filter } = page;
  if (filter !== undefined) checkFilter(filter, await collections.fieldTypes(collection.id));
  const { nodes, hasNextPage } = await collections.listItems(collection.id, first, afterId, filter);
  return { items: nodes, hasNextPage, hasPreviousPage: afterId !== undefined };
}

function decodeItemCursor(cursor: string, { id, name }: Collection): string {
  const [, collectionId, itemId] =
    /^item:([\w-]{1,64}):([\w-]{1,64})$/.exec(decodeOpaque(cursor) ?? '') ?? [];
  if (itemId === undefined) throw badCursor();
  if (collectionId === id) return itemId;
  throw new DomainError('INVALID_INPUT', `The cursor is not of the items of ${name}.`, {
    remedy: 'Ask for their first page, without `after`.',
  });
}
