import type { JsonObject } from '../json.ts';

export type Modality = 'image' | 'text';

/** A named set of items whose vectors all live in one embedding space. */
export interface Collection {
  readonly id: string;
  /** Unique and immutable: `[a-z0-9][a-z0-9_-]{0,63}`. */
  readonly name: string;
  readonly description: string | null;
  /** Name of the model that embeds items and queries. */
  readonly modelName: string;
  /** Identity of the embedding space, see `core/model/embedding-space.ts`. */
  readonly spaceId: string;
  readonly dimension: number;
  readonly createdAt: Date;
}

export interface NewCollection {
  readonly name: string;
  readonly description: string | null;
  readonly modelName: string;
  readonly spaceId: string;
  readonly dimension: number;
}

export interface ItemImage {
  /** Address in the blob store. */
  readonly sha256: string;
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
  readonly sizeBytes: number;
}

/** A picture, a text, or both, with metadata. */
export interface Item {
  readonly id: string;
  readonly collectionId: string;
  /** The caller's own identifier, unique in the collection. */
  readonly key: string;
  readonly text: string | null;
  readonly image: ItemImage | null;
  readonly metadata: JsonObject;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What is stored for an item, with its unit-length vectors. */
export interface IndexEntry {
  readonly key: string;
  readonly text: string | null;
  readonly image: ItemImage | null;
  readonly metadata: JsonObject;
  readonly vectors: Partial<Readonly<Record<Modality, Float32Array>>>;
}

export interface Page<T> {
  readonly nodes: readonly T[];
  readonly hasNextPage: boolean;
}

/** Which collections and items there are. */
export interface CollectionStore {
  list(): Promise<readonly Collection[]>;
  find(name: string): Promise<Collection | undefined>;
  findById(id: string): Promise<Collection | undefined>;
  /** @throws DomainError ALREADY_EXISTS */
  create(collection: NewCollection): Promise<Collection>;
  /** Deletes the collection with its items and vectors; false when there was none. */
  delete(name: string): Promise<boolean>;
  countItems(collectionId: string): Promise<number>;
  /** Items ordered by id, those after `afterId` only. */
  listItems(collectionId: string, first: number, afterId?: string): Promise<Page<Item>>;
  findItem(id: string): Promise<Item | undefined>;
  findItemByKey(collectionId: string, key: string): Promise<Item | undefined>;
}

/** Position of a hit in a ranking; a page starts after it. */
export interface RankPosition {
  readonly score: number;
  readonly itemId: string;
  /** Hits up to and including this one. */
  readonly rank: number;
}

export interface NearestQuery {
  /** Unit-length, in the collection's space. */
  readonly vector: Float32Array;
  /** Space the vector was made in; must be the collection's. */
  readonly spaceId: string;
  /** Which stored vectors to compare with. */
  readonly against: Modality;
  readonly first: number;
  readonly after?: RankPosition;
  /** Item left out (the query item itself). */
  readonly excludeItemId?: string;
  /** Scan everything instead of the approximate index. */
  readonly exact?: boolean;
}

export interface Hit {
  readonly item: Item;
  /** Cosine in [-1, 1]. */
  readonly score: number;
  /** From 1. */
  readonly rank: number;
}

export interface UpsertResult {
  /** In input order. */
  readonly items: readonly Item[];
  readonly createdCount: number;
  readonly updatedCount: number;
}

/** Vectors of items, and the nearest of them. */
export interface VectorIndex {
  /**
   * Stores items and vectors in one transaction; an existing key is replaced whole. A key given twice: the last wins.
   * @throws DomainError SPACE_MISMATCH when `spaceId` is not the collection's or a vector has another dimension.
   */
  upsert(collection: Collection, spaceId: string, entries: readonly IndexEntry[]): Promise<UpsertResult>;
  /** Number of items that were there. */
  remove(collection: Collection, keys: readonly string[]): Promise<number>;
  /** Stored vector of an item. */
  vectorOf(itemId: string, modality: Modality): Promise<Float32Array | undefined>;
  /**
   * Hits by descending cosine, ties by item id.
   * @throws DomainError SPACE_MISMATCH when the query comes from another space or has another dimension.
   */
  nearest(collection: Collection, query: NearestQuery): Promise<Page<Hit>>;
}
