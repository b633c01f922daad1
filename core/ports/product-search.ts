/** Feature vectors, one row each. */
export interface FeatureRows {
  readonly count: number;
  readonly dimension: number;
  /** (count, dimension), row-major. */
  readonly values: Float32Array;
}

/** The best candidates of some queries. */
export interface BestRows {
  /** Inner products (queries, k), largest first. */
  readonly scores: Float32Array;
  /** Row numbers of the candidates (queries, k); of two equal scores the lower row comes first. */
  readonly rows: Int32Array;
}

/** Inner products of blocks of vectors, on the runtime of the encoders. */
export interface ProductSearch {
  /** The `k` best candidates of every query; `k` is at most the number of candidates. */
  best(queries: FeatureRows, candidates: FeatureRows, k: number): Promise<BestRows>;
  close(): Promise<void>;
}

/** Candidates that are near enough to some queries. */
export interface NearRows {
  /** Row numbers (pairs, 2): of the query, of the candidate; in the order of the queries, then of the candidates. */
  readonly rows: Int32Array;
  /** Inner products (pairs). */
  readonly scores: Float32Array;
}

/** Pairs of vectors with a large inner product, on the runtime of the encoders. */
export interface PairSearch {
  /** Of the pairs whose inner product is larger than `above`: those after the first `skip`, `limit` at most. */
  near(
    queries: FeatureRows,
    candidates: FeatureRows,
    select: { readonly above: number; readonly skip: number; readonly limit: number },
  ): Promise<NearRows>;
  close(): Promise<void>;
}
