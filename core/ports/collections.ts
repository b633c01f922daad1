import type { JsonObject } from '../json.ts';
import type { IndexSettings } from '../search/indexes/index-settings.ts';
import type { FieldTypes, ItemFilter } from '../search/item-filter.ts';
import type { SearchEstimate, SearchPlan } from '../search/plan-search.ts';

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
  /** Names where its vectors are; a change of model puts others in their place. */
  readonly vectorSetId: string;
  readonly index: IndexSettings;
  /** JSON Schema that the metadata of new items has to fit; null: none. */
  readonly metadataSchema: JsonObject | null;
  readonly createdAt: Date;
  /** Another one after every change of any of this. */
  readonly revision: string;
}

export interface NewCollection {
  readonly name: string;
  readonly description: string | null;
  readonly modelName: string;
  readonly spaceId: string;
  readonly dimension: number;
  /** Left out: `defaultIndex`. */
  readonly index?: IndexSettings;
  /** Left out: none. */
  readonly metadataSchema?: JsonObject | null;
}

/** What is left out stays as it is. */
export type CollectionChanges = Partial<Pick<Collection, 'description' | 'metadataSchema'>>;

export interface ItemImage {
  /** Address in the blob store. */
  readonly sha256: string;
  readonly mediaType: string;
  /** Pixels, upright; of items stored before orientations were read, as the file has them. */
  readonly width: number;
  /** Likewise. */
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
  /** The same in the set beside the one that is searched, while the collection moves to another model. */
  readonly beside?: {
    readonly vectorSetId: string;
    readonly vectors: Partial<Readonly<Record<Modality, Float32Array>>>;
  };
}

export interface Page<T> {
  readonly nodes: readonly T[];
  readonly hasNextPage: boolean;
}

/** A page of a ranking by vectors. */
export interface RankedPage extends Page<Hit> {
  /** False when the approximate index gave so few that only an exact search can tell what there is. */
  readonly isWhole: boolean;
  /** True when there may be more than the ranking has, since it is made of the best of each part only. */
  readonly isCut: boolean;
}

/** Which collections and items there are. */
export interface CollectionStore {
  list(): Promise<readonly Collection[]>;
  find(name: string): Promise<Collection | undefined>;
  findById(id: string): Promise<Collection | undefined>;
  /** @throws DomainError ALREADY_EXISTS */
  create(collection: NewCollection): Promise<Collection>;
  /** @throws DomainError NOT_FOUND */
  update(collectionId: string, changes: CollectionChanges): Promise<Collection>;
  /**
   * Does work while nobody else writes items to the collection or changes it; what the work does through the store that it is given
   * is done as a whole or not at all. Others wait, so it has to be short.
   * @throws DomainError NOT_FOUND, and what the work throws
   */
  alone<T>(collectionId: string, work: (collections: CollectionStore) => Promise<T>): Promise<T>;
  /** Deletes the collection with its items and vectors; false when there was none. */
  delete(name: string): Promise<boolean>;
  countItems(collectionId: string): Promise<number>;
  /** Items ordered by id, those after `afterId` only, and those that pass the filter, which is checked, see `checkFilter`. */
  listItems(collectionId: string, first: number, afterId?: string, filter?: ItemFilter): Promise<Page<Item>>;
  findItem(id: string): Promise<Item | undefined>;
  /** Those that are there, in any order. */
  findItems(ids: readonly string[]): Promise<readonly Item[]>;
  findItemByKey(collectionId: string, key: string): Promise<Item | undefined>;
  /** What metadata the collection's items have, or had. */
  fieldTypes(collectionId: string): Promise<FieldTypes>;
}

/** Position of a hit in a ranking; a page starts after it. */
export interface RankPosition {
  readonly score: number;
  readonly itemId: string;
  /** Hits up to and including this one. */
  readonly rank: number;
  /** Items that came later are left out; given where a newcomer would move the others. */
  readonly newestItemId?: string;
}

/** Which part of a ranking is asked for. */
export interface RankingBounds {
  readonly first: number;
  readonly after?: RankPosition;
  /** Checked, see `checkFilter`. */
  readonly filter?: ItemFilter;
  /** Of the collection; where it has another one by now, there is no answer. */
  readonly revision?: string;
}

/** A collection has changed since it was read. */
export class CollectionChanged extends Error {
  override readonly name = 'CollectionChanged';
}

/** A part of a vector that is the direction of a weighted sum. */
export interface MixPart {
  /** Unit length. */
  readonly vector: Float32Array;
  readonly weight: number;
  /** What a cosine of 1 to this part adds to a hit's score: the weight by the length of the sum. */
  readonly scale: number;
}

export interface NearestQuery extends RankingBounds {
  /** Unit-length, in the collection's space. */
  readonly vector: Float32Array;
  /** Space the vector was made in; must be the collection's. */
  readonly spaceId: string;
  /** What it was mixed from; every hit tells its cosine to each of them. */
  readonly parts?: readonly MixPart[];
  /** Which stored vectors to compare with. */
  readonly against: Modality;
  /** Items left out (those that were searched by). */
  readonly excludeItemIds: readonly string[];
  readonly plan: SearchPlan;
}

export interface MatchingQuery extends RankingBounds {
  /** An item has to have all terms of at least one list. */
  readonly terms: readonly (readonly string[])[];
}

/**
 * How two rankings become one. `rrf`: reciprocal rank fusion, Σ weight / (60 + rank) (Cormack, Clarke and Büttcher,
 * SIGIR 2009), where equals share a rank. `weighted`: weighted sum of both scores, each scaled to [0, 1] among all candidates that have it.
 */
export type FusionMethod = 'rrf' | 'weighted';

export interface FusedQuery extends NearestQuery, MatchingQuery {
  readonly fusion: FusionMethod;
  /** Of the vector's part, in [0, 1]; the keywords have the rest. */
  readonly vectorWeight: number;
}

/** What is asked of an index. */
export type IndexQuery =
  | { readonly kind: 'nearest'; readonly query: NearestQuery }
  | { readonly kind: 'matching'; readonly query: MatchingQuery }
  | { readonly kind: 'fused'; readonly query: FusedQuery };

/** How the database answers a query. */
export interface QueryExplanation {
  /** With `$1`, `$2`, … for the values. */
  readonly statement: string;
  /** What `explain (analyze, buffers, format json)` says; the statement was run. */
  readonly plan: JsonObject;
}

/** What one part of a query adds to a hit. */
export interface ScorePart {
  readonly kind: 'vector' | 'keywords' | 'mix';
  /** Place in the mix, from 0; 0 for the other kinds. */
  readonly index: number;
  readonly weight: number;
  /** Cosine, or the rank function's value for keywords; null where the hit is not among the nearest, or has not the words. */
  readonly score: number | null;
  /** Rank in this part alone, which equals share; null in a mix, which ranks nothing by itself. */
  readonly rank: number | null;
  /** What it adds to the hit's score, which is the sum of these. */
  readonly contribution: number;
}

export interface Hit {
  readonly item: Item;
  /** Cosine in [-1, 1]; for keywords and hybrid searches what their parts make. */
  readonly score: number;
  /** From 1. */
  readonly rank: number;
  /** Empty where there is but one part. */
  readonly parts: readonly ScorePart[];
  /** See {@link RankPosition.newestItemId}. */
  readonly newestItemId?: string;
}

/** What becomes of an item whose picture another item of the collection has already. */
export type DuplicatePolicy = 'store' | 'skip';

/** An item that came in with the picture of another one. */
export interface DuplicatePicture {
  /** Position in the input. */
  readonly index: number;
  readonly key: string;
  /** Key of the other one, the oldest of several. */
  readonly of: string;
  readonly isStored: boolean;
}

export interface UpsertResult {
  /** Those that were stored, each once and as it is now, in input order; that of a repeated key where it was stored last. */
  readonly items: readonly Item[];
  /** Entries that were stored under a new key. */
  readonly createdCount: number;
  /** Entries that replaced an item, be it one of the same input. With those that were left out the counts give the input's length. */
  readonly updatedCount: number;
  readonly duplicates: readonly DuplicatePicture[];
}

/** A stored vector and whose it is. */
export interface SampledVector {
  readonly itemId: string;
  readonly vector: Float32Array;
}

/** Vectors of items, and the nearest of them. */
export interface VectorIndex {
  /**
   * Stores items and vectors in one transaction; an existing key is replaced whole. A key given twice is stored
   * one after the other, as in two calls: the last wins.
   * @param policy default: store
   * @throws DomainError SPACE_MISMATCH when `spaceId` is not the collection's or a vector has another dimension.
   * @throws CollectionChanged when the collection has another schema of metadata by now
   */
  upsert(
    collection: Collection,
    spaceId: string,
    entries: readonly IndexEntry[],
    policy?: DuplicatePolicy,
  ): Promise<UpsertResult>;
  /** Stored vectors of pictures that the collection has, by the sha256 of the picture. */
  vectorsOfPictures(
    collection: Collection,
    sha256s: readonly string[],
  ): Promise<ReadonlyMap<string, Float32Array>>;
  /** Number of items that were there. */
  remove(collection: Collection, keys: readonly string[]): Promise<number>;
  /** Brings the database's own statistics up to date, after many items were written. */
  analyse(collection: Collection): Promise<void>;
  /** Stored vector of an item of the collection. */
  vectorOf(collection: Collection, itemId: string, modality: Modality): Promise<Float32Array | undefined>;
  /** Up to `count` stored vectors, drawn by their items' keys: the same of the same items, and the first `n` are what is drawn for `n`. */
  sample(collection: Collection, modality: Modality, count: number): Promise<readonly SampledVector[]>;
  /** Size of the collection, and the share of its items that pass a filter, estimated from a sample. */
  estimate(collection: Collection, filter: ItemFilter): Promise<SearchEstimate>;
  /**
   * Hits by descending cosine, ties by item id.
   * @throws DomainError SPACE_MISMATCH when the query comes from another space or has another dimension.
   * @throws CollectionChanged where the query names a revision
   */
  nearest(collection: Collection, query: NearestQuery): Promise<RankedPage>;
  /** Items by their words, ties by item id. @throws CollectionChanged as {@link nearest} */
  matching(collection: Collection, query: MatchingQuery): Promise<Page<Hit>>;
  /** How many of the best of either part {@link fused} takes into account. */
  readonly fusedDepth: number;
  /** Both at once: by descending score, of equals the nearer, then by item id. @throws DomainError as {@link nearest} */
  fused(collection: Collection, query: FusedQuery): Promise<RankedPage>;
  /** Runs the query and tells how it was answered. @throws DomainError as {@link nearest} */
  explain(collection: Collection, query: IndexQuery): Promise<QueryExplanation>;
}
