import type { IndexSettings } from '../search/indexes/index-settings.ts';
import type { OverlapReport } from '../search/model-change/overlap.ts';
import type { Collection, IndexEntry, Modality } from './collections.ts';

/** What decides where vectors lie and how they are found. */
export interface VectorSpace {
  readonly modelName: string;
  readonly spaceId: string;
  readonly dimension: number;
  readonly index: IndexSettings;
}

/** A set of vectors of a collection, which is one itself: it has those of the set that it is searched by. */
export interface VectorSet extends VectorSpace {
  readonly vectorSetId: string;
}

/** The set of vectors beside the one that a collection is searched by. */
export interface OtherVectorSet extends VectorSet {
  /** Whether the collection is to move to it, or has moved from it. */
  readonly role: 'next' | 'previous';
  /** The newer of both sets, whichever is searched. What is noted of the change is noted with it: its job, its report and its failures. */
  readonly newerSetId: string;
  /** The job that filled the newer set, or a later one that fills this one. */
  readonly jobId: string | null;
  readonly overlap: OverlapReport | null;
}

/** An item that lacks vectors in a set, as it is now. */
export interface MissingItem {
  readonly id: string;
  /** Null when there is none, or when it is not missing. */
  readonly text: string | null;
  readonly imageSha256: string | null;
}

/** What was made of a {@link MissingItem}. */
export interface FilledItem {
  readonly item: MissingItem;
  readonly vectors: IndexEntry['vectors'];
  readonly failures: readonly VectorFailure[];
}

/** Why an item has no vector in a set. */
export interface VectorFailure {
  readonly modality: Modality;
  readonly code: string;
  readonly message: string;
}

/** An item that has vectors in two sets. */
export interface SharedItem {
  readonly id: string;
  readonly key: string;
}

/** Sets of vectors of collections that move from one model to another. */
export interface VectorSets {
  /** Undefined unless the collection is moving or has just moved. */
  other(collection: Collection): Promise<OtherVectorSet | undefined>;
  /**
   * Makes an empty set beside the one in use.
   * @throws DomainError ALREADY_EXISTS when there is one, INVALID_INPUT while an index of the one in use is being built, NOT_FOUND when the
   *   collection is gone
   */
  add(collection: Collection, space: VectorSpace): Promise<OtherVectorSet>;
  /** @param newerSetId of the change */
  noteJob(newerSetId: string, jobId: string): Promise<void>;
  /** Items that lack vectors in the set, ordered by id, those after `afterId` only. */
  missing(
    collection: Collection,
    vectorSetId: string,
    limit: number,
    afterId: string,
  ): Promise<readonly MissingItem[]>;
  /** @throws DomainError NOT_FOUND when the set is gone */
  countMissing(collection: Collection, vectorSetId: string): Promise<number>;
  /**
   * Stores vectors and failures of items that are still as they were read and still lack them; others are left for later.
   * @throws DomainError NOT_FOUND when the collection or the set is gone
   */
  fill(collection: Collection, set: VectorSet, filled: readonly FilledItem[]): Promise<void>;
  countFailures(vectorSetId: string): Promise<number>;
  /** What failed is missing again; nothing is changed where the set is in use. @throws DomainError NOT_FOUND when the collection is gone */
  forgetFailures(collection: Collection, vectorSetId: string): Promise<void>;
  /** By item id. */
  failures(
    vectorSetId: string,
    first: number,
  ): Promise<readonly (VectorFailure & { readonly key: string })[]>;
  /** Of `count` items that are drawn as in `VectorIndex.sample`, those that have a vector in both sets. */
  sampleShared(
    collection: Collection,
    other: OtherVectorSet,
    modality: Modality,
    count: number,
  ): Promise<readonly SharedItem[]>;
  /** @param newerSetId of the change */
  noteOverlap(newerSetId: string, overlap: OverlapReport): Promise<void>;
  /**
   * From now on the collection is searched by the other set.
   * @returns how many items lack vectors there; with any, nothing is changed
   */
  swap(collection: Collection, vectorSetId: string): Promise<number>;
  /** Drops a set that is not in use; false when there was none. */
  drop(collection: Collection, vectorSetId: string): Promise<boolean>;
}
