import { randomUUID } from 'node:crypto';
import { DomainError } from '../../core/errors.ts';
import { dot } from '../../core/numeric/vectors.ts';
import {
  type Collection,
  CollectionChanged,
  type CollectionChanges,
  type CollectionStore,
  type DuplicatePicture,
  type DuplicatePolicy,
  type IndexEntry,
  type Item,
  type Modality,
  type NearestQuery,
  type NewCollection,
  type Page,
  type QueryExplanation,
  type RankedPage,
  type SampledVector,
  type UpsertResult,
  type VectorIndex,
} from '../../core/ports/collections.ts';
import { defaultIndex } from '../../core/search/indexes/index-settings.ts';
import type { FieldTypes, ItemFilter } from '../../core/search/item-filter.ts';

interface Stored {
  readonly item: Item;
  readonly vectors: IndexEntry['vectors'];
}

/** Collections and vectors in memory, for tests of what is built on the two ports. */
export class FakeCollections implements CollectionStore, VectorIndex {
  readonly #collections = new Map<string, Collection>();
  readonly #stored = new Map<string, Stored>();
  /** Thrown by `find` and `list` when set. */
  failure: Error | undefined;
  readonly fusedDepth = 200;
  analysed = 0;

  async list(): Promise<readonly Collection[]> {
    if (this.failure !== undefined) throw this.failure;
    return [...this.#collections.values()];
  }

  async find(name: string): Promise<Collection | undefined> {
    if (this.failure !== undefined) throw this.failure;
    return this.#collections.get(name);
  }

  async findById(id: string): Promise<Collection | undefined> {
    return [...this.#collections.values()].find((collection) => collection.id === id);
  }

  async create(collection: NewCollection): Promise<Collection> {
    if (this.#collections.has(collection.name)) {
      throw new DomainError('ALREADY_EXISTS', `There is a collection ${collection.name} already.`);
    }
    const index = collection.index ?? defaultIndex(collection.dimension);
    const created = {
      ...collection,
      index,
      id: randomUUID(),
      vectorSetId: '1',
      metadataSchema: collection.metadataSchema ?? null,
      createdAt: new Date(),
      revision: randomUUID(),
    };
    this.#collections.set(collection.name, created);
    return created;
  }

  async update(collectionId: string, changes: CollectionChanges): Promise<Collection> {
    const updated = { ...(await this.findById(collectionId))!, ...changes, revision: randomUUID() };
    this.#collections.set(updated.name, updated);
    return updated;
  }

  alone<T>(_id: string, work: (collections: CollectionStore) => Promise<T>): Promise<T> {
    return work(this);
  }

  async delete(name: string): Promise<boolean> {
    const collection = this.#collections.get(name);
    for (const { item } of this.#of(collection?.id)) this.#stored.delete(item.id);
    return this.#collections.delete(name);
  }

  async countItems(collectionId: string): Promise<number> {
    return this.#of(collectionId).length;
  }

  async listItems(
    collectionId: string,
    first: number,
    afterId = '',
    filter?: ItemFilter,
  ): Promise<Page<Item>> {
    if (filter !== undefined) throw new Error('FakeCollections has no filters.');
    const items = this.#of(collectionId)
      .map(({ item }) => item)
      .filter(({ id }) => id > afterId)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    return { nodes: items.slice(0, first), hasNextPage: items.length > first };
  }

  async findItem(id: string): Promise<Item | undefined> {
    return this.#stored.get(id)?.item;
  }

  async findItems(ids: readonly string[]): Promise<readonly Item[]> {
    return ids.flatMap((id) => this.#stored.get(id)?.item ?? []);
  }

  async findItemByKey(collectionId: string, key: string): Promise<Item | undefined> {
    return this.#of(collectionId).find(({ item }) => item.key === key)?.item;
  }

  async upsert(
    collection: Collection,
    _spaceId: string,
    entries: readonly IndexEntry[],
    policy: DuplicatePolicy = 'store',
  ): Promise<UpsertResult> {
    const now = await this.findById(collection.id);
    if (now === undefined) throw new DomainError('NOT_FOUND', 'The collection was deleted meanwhile.');
    if (now.metadataSchema !== collection.metadataSchema) throw new CollectionChanged();
    const counts = { createdCount: 0, updatedCount: 0 };
    const items = new Map<string, Item>();
    const duplicates: DuplicatePicture[] = [];
    for (const [index, { vectors, ...entry }] of entries.entries()) {
      const owner = this.#of(collection.id).find(
        ({ item }) =>
          entry.image !== null && item.key !== entry.key && item.image?.sha256 === entry.image.sha256,
      );
      if (owner !== undefined)
        duplicates.push({ index, key: entry.key, of: owner.item.key, isStored: policy === 'store' });
      if (owner !== undefined && policy === 'skip') continue;
      const known = await this.findItemByKey(collection.id, entry.key);
      counts[known === undefined ? 'createdCount' : 'updatedCount'] += 1;
      const updatedAt = new Date();
      const kept = known ?? { id: randomUUID(), createdAt: updatedAt };
      const item = {
        ...entry,
        id: kept.id,
        createdAt: kept.createdAt,
        updatedAt,
        collectionId: collection.id,
      };
      this.#stored.set(item.id, { item, vectors });
      items.delete(item.key);
      items.set(item.key, item);
    }
    return { items: [...items.values()], ...counts, duplicates };
  }

  async vectorsOfPictures(collection: Collection): Promise<ReadonlyMap<string, Float32Array>> {
    const stored = this.#of(collection.id).filter(({ item, vectors }) => item.image && vectors.image);
    return new Map(stored.map(({ item, vectors }) => [item.image!.sha256, vectors.image!]));
  }

  async remove(collection: Collection, keys: readonly string[]): Promise<number> {
    const found = this.#of(collection.id).filter(({ item }) => keys.includes(item.key));
    for (const { item } of found) this.#stored.delete(item.id);
    return found.length;
  }

  async analyse(): Promise<void> {
    this.analysed++;
  }

  async explain(): Promise<QueryExplanation> {
    return { statement: 'select', plan: {} };
  }

  async sample({ id }: Collection, modality: Modality, count: number): Promise<readonly SampledVector[]> {
    const sampled = this.#of(id).flatMap(({ item, vectors }) => {
      const vector = vectors[modality];
      return vector === undefined ? [] : [{ itemId: item.id, vector }];
    });
    return sampled.slice(0, count);
  }

  async vectorOf(_: Collection, itemId: string, modality: Modality): Promise<Float32Array | undefined> {
    return this.#stored.get(itemId)?.vectors[modality];
  }

  async nearest(collection: Collection, query: NearestQuery): Promise<RankedPage> {
    if (query.spaceId !== collection.spaceId) throw new DomainError('SPACE_MISMATCH', 'Another space.');
    const { revision = collection.revision } = query;
    if ((await this.findById(collection.id))?.revision !== revision) throw new CollectionChanged();
    const hits = this.#of(collection.id)
      .flatMap(({ item, vectors }) => {
        const vector = vectors[query.against];
        return vector === undefined || query.excludeItemIds.includes(item.id)
          ? []
          : [{ item, score: dot(query.vector, vector), parts: [] }];
      })
      .sort((a, b) => b.score - a.score || (a.item.id < b.item.id ? -1 : 1))
      .map((hit, i) => ({ ...hit, rank: i + 1 }));
    const skip = query.after?.rank ?? 0;
    const nodes = hits.slice(skip, skip + query.first);
    return { nodes, hasNextPage: hits.length > skip + query.first, isWhole: true, isCut: false };
  }

  async fieldTypes(): Promise<FieldTypes> {
    return new Map();
  }

  /** Filters and words are tested on the real databases. */
  async estimate(): Promise<never> {
    throw new Error('FakeCollections has no filters.');
  }

  async matching(): Promise<never> {
    throw new Error('FakeCollections knows no words.');
  }

  async fused(): Promise<never> {
    throw new Error('FakeCollections knows no words.');
  }

  #of(collectionId: string | undefined): readonly Stored[] {
    return [...this.#stored.values()].filter(({ item }) => item.collectionId === collectionId);
  }
}
