import { type IndexSettings, type RankedCandidates, rankedCandidates } from './indexes/index-settings.ts';

/** How the nearest vectors are found. */
export type SearchPlan =
  /** Every vector whose item passes the filter is compared. */
  { readonly kind: 'exact' } | ApproximatePlan;

/** The approximate index; with a filter, its nearest are tested until enough have passed. */
export interface ApproximatePlan {
  readonly kind: 'approximate';
  /** So many are tested at most. */
  readonly candidates?: number;
  /** So many have to pass, or the index is not trusted; they are ranked by the vectors themselves. */
  readonly passing?: number;
}

/** What the database knows beforehand. */
export interface SearchEstimate {
  /** Vectors of the collection. */
  readonly vectorCount: number;
  /** Share of the items that pass the filter, from a sample, in [0, 1]. */
  readonly selectivity: number;
}

/** Reading an index entry in order and testing its item costs about as much as this many comparisons by a list of matches. */
const entryCost = 5;

/** So few are compared in milliseconds, and an index over few clusters of items may miss a whole one. */
const alwaysExact = 10_000;

/**
 * Where one in ten passes or fewer, a walk is long and meets more of what a large graph leads nowhere to: with a million vectors it found
 * 94 to 97 of 100. So many were compared in about a second on two busy cores.
 */
const exactOfFew = { selectivity: 0.1, matches: 60_000 };

/**
 * How many times as many entries as matches that lie evenly would need. A walk that takes longer is in a region that the filter keeps out, and
 * the index does not lead well to what lies around it: there 84 of the true 100 were found in a million vectors. Where more have to pass, as
 * the index is not precise, no more are walked over in vain for that: with five times as many in all, a graph of bits found 92 of the true
 * 100 there, and with this bound 99.
 */
const longestWalk = 5;

/** Further down, an approximate index is slower than comparing everything that passes. */
const maximumCandidates = 20_000;

/**
 * Chooses between the two. Comparing all matches costs their number; walking the index costs `passing / selectivity` entries if matches
 * lie evenly around the query, and it may go on for some times that, or until it has cost as much as comparing all of them: near a query
 * that its filter keeps away from, matches are rare. A walk that finds too few is followed by an exact search.
 * @param depth hits wanted, from the top of the ranking
 */
export function planSearch(
  { vectorCount, selectivity }: SearchEstimate,
  index: IndexSettings,
  depth: number,
): SearchPlan {
  const matches = vectorCount * selectivity;
  const trusted = passingFor(depth);
  const passing = Math.max(trusted, filteredCandidates(matches, rankedCandidates(index, depth)));
  const evenly = passing / selectivity;
  const longest = evenly + ((longestWalk - 1) * trusted) / selectivity;
  const candidates = Math.floor(Math.min(longest, matches / entryCost, maximumCandidates));
  const few = selectivity <= exactOfFew.selectivity ? exactOfFew.matches : alwaysExact;
  return matches > few && evenly < candidates
    ? { kind: 'approximate', candidates, passing }
    : { kind: 'exact' };
}

/**
 * More than are shown. Beyond its first candidates the index gives entries out of order, and the more so the farther it has to go: where
 * the ten best that passed were taken, one in forty was not of the true ten, with these it was one in two hundred.
 */
function passingFor(depth: number): number {
  return Math.max(2 * depth, depth + 80);
}

/**
 * Twice as many as of a collection of this size without a filter: where the filter keeps out what is nearest, the rest is further away, and
 * copies of lower precision tell less of its order. Among 50,000 vectors 200 found 0.983 of the true ten there, these 0.998.
 */
function filteredCandidates(matches: number, { least, most, growth }: RankedCandidates): number {
  return Math.min(most, 2 * Math.max(least, Math.ceil(growth * Math.sqrt(matches))));
}
