import type { Collection, Modality } from './collections.ts';

/** Two items whose vectors are near each other. */
export interface NearPair {
  readonly a: string;
  readonly b: string;
  /** Cosine. */
  readonly score: number;
}

export interface NearQuery {
  readonly modality: Modality;
  /** Least cosine. */
  readonly minScore: number;
  /** Compare with every vector, past the index. */
  readonly exact: boolean;
}

/** The near ones of one item. */
export interface NearItems {
  readonly itemId: string;
  /** The nearest first. */
  readonly pairs: readonly NearPair[];
  /** Whether there may be more that are near enough. */
  readonly isCut: boolean;
}

/** Some vectors of a set. */
export interface VectorRows {
  /** Of the items, ascending. */
  readonly ids: readonly string[];
  /** (ids, dimension), row-major. */
  readonly values: Float32Array;
}

/** Which stored vectors are near each other. */
export interface NearPairs {
  countVectors(collection: Collection, modality: Modality): Promise<number>;
  /** The vectors of the next `limit` items by id, those after `afterId`. */
  vectors(collection: Collection, modality: Modality, afterId: string, limit: number): Promise<VectorRows>;
  /** For the next `limit` items by id, those after `afterId`: the few nearest of each that are near enough. */
  nearest(
    collection: Collection,
    query: NearQuery,
    afterId: string,
    limit: number,
  ): Promise<readonly NearItems[]>;
  /** All that are near enough to one item, 1,000 at most, found by comparing everything. */
  allOf(collection: Collection, query: NearQuery, itemId: string): Promise<NearItems>;
}
