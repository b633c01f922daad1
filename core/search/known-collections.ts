import { type Collection, CollectionChanged, type CollectionStore } from '../ports/collections.ts';
import { requireCollection } from './require-collection.ts';

const maximumKept = 200;

/** Collections as they were last read, so that a search asks the database once and not twice. */
export class KnownCollections {
  readonly #collections: CollectionStore;
  readonly #kept = new Map<string, Collection>();

  constructor(collections: CollectionStore) {
    this.#collections = collections;
  }

  /**
   * Work with a collection as it is now. It is tried with what is kept first, and then has to make sure of the `revision` that it is given.
   * No error of that is believed before the collection was read again: it may have been deleted, or moved to another model.
   * @throws DomainError NOT_FOUND, and what the work throws
   */
  async use<T>(
    name: string,
    work: (collection: Collection, revision: string | undefined) => Promise<T>,
  ): Promise<T> {
    const kept = this.#kept.get(name);
    if (kept === undefined) return work(await this.#read(name), undefined);
    try {
      return await work(kept, kept.revision);
    } catch (error) {
      const found = await this.#read(name);
      if (found.revision === kept.revision && !(error instanceof CollectionChanged)) throw error;
      return work(found, undefined);
    }
  }

  async #read(name: string): Promise<Collection> {
    this.#kept.delete(name);
    const collection = await requireCollection(this.#collections, name);
    this.#kept.set(name, collection);
    if (this.#kept.size > maximumKept) this.#kept.delete(this.#kept.keys().next().value!);
    return collection;
  }
}
