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
