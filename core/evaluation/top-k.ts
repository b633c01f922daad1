import type { BestRows, FeatureRows, ProductSearch } from '../ports/product-search.ts';

/** Rows of one block: what bounds the memory of a search is a block of queries times one of candidates, in float32. */
export interface BlockSizes {
  readonly queries: number;
  readonly candidates: number;
}

const defaultBlocks: BlockSizes = { queries: 1024, candidates: 8192 };

/**
 * Rows of the `k` candidates with the largest inner product, best first, for every query in turn; fewer where there are
 * fewer candidates. Equal scores keep the order of the candidates, as Python's stable sort does in
 * cn_clip/eval/make_topk_predictions.py.
 */
export async function* topK(
  search: ProductSearch,
  queries: FeatureRows,
  candidates: FeatureRows,
  options: { readonly k: number; readonly blocks?: BlockSizes },
): AsyncGenerator<Int32Array> {
  const { k, blocks = defaultBlocks } = options;
  for (const queryBlock of blocksOf(queries, blocks.queries)) {
    const best = Array.from({ length: queryBlock.rows.count }, () => new BestOfRow(k));
    for (const { start, rows } of blocksOf(candidates, blocks.candidates)) {
      const kept = Math.min(k, rows.count);
      const found = await search.best(queryBlock.rows, rows, kept);
      for (const [i, row] of best.entries()) row.take(found, i * kept, (i + 1) * kept, start);
    }
    for (const { rows } of best) yield Int32Array.from(rows);
  }
}

/** The best candidates of one query so far. */
class BestOfRow {
  readonly #k: number;
  readonly #scores: number[] = [];
  readonly rows: number[] = [];

  constructor(k: number) {
    this.#k = k;
  }

  /** Candidates of a later block: an equal score goes behind what is there. */
  take({ scores, rows }: BestRows, from: number, to: number, start: number): void {
    for (let i = from; i < to; i++) {
      const score = scores[i]!;
      if (this.#scores.length === this.#k && score <= this.#scores.at(-1)!) return;
      const place = this.#scores.findLastIndex((known) => known >= score) + 1;
      this.#scores.splice(place, 0, score);
      this.rows.splice(place, 0, start + rows[i]!);
      if (this.#scores.length > this.#k) {
        this.#scores.pop();
        this.rows.pop();
      }
    }
  }
}

function* blocksOf(
  { count, dimension, values }: FeatureRows,
  size: number,
): Generator<{ readonly start: number; readonly rows: FeatureRows }> {
  for (let start = 0; start < count; start += size) {
    const end = Math.min(start + size, count);
    const block = values.subarray(start * dimension, end * dimension);
    yield { start, rows: { count: end - start, dimension, values: block } };
  }
}
