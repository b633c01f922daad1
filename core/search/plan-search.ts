/** How the nearest vectors are found. */
export type SearchPlan =
  /** Every vector whose item passes the filter is compared. */
  | { readonly kind: 'exact' }
  /** The approximate index; with a filter, this many of its nearest are looked at. */
  | { readonly kind: 'approximate'; readonly candidates?: number };

/** What the database knows beforehand. */
export interface SearchEstimate {
  /** Vectors of the collection. */
  readonly vectorCount: number;
  /** Share of the items that pass the filter, from a sample, in [0, 1]. */
  readonly selectivity: number;
}

/** Reading an index entry in order costs about as much as this many comparisons in a scan. */
const entryCost = 10;

/** Candidates beyond what the share of matches asks for: matches are not spread evenly around a query. */
const safety = 2;

/** So few are compared in milliseconds, and an index over few clusters of items may miss a whole one. */
const alwaysExact = 10_000;

/** Further down, an approximate index is slower than comparing everything that passes. */
const maximumCandidates = 20_000;

/**
 * Chooses between the two. Comparing all matches costs their number; walking the index costs `depth / selectivity`
 * entries, because only so many of them pass. Whatever is chosen, a short answer is made whole by an exact one.
 * @param depth hits wanted, from the top of the ranking
 */
export function planSearch({ vectorCount, selectivity }: SearchEstimate, depth: number): SearchPlan {
  const matches = vectorCount * selectivity;
  const candidates = Math.ceil((safety * depth) / selectivity);
  const isCheaper = matches > alwaysExact && candidates * entryCost < matches;
  return isCheaper && candidates <= maximumCandidates
    ? { kind: 'approximate', candidates }
    : { kind: 'exact' };
}
