import type { DirectionName } from '../outcomes.ts';
import { compareMeasures, type MeasureFunctions, requireSameItems, wonAndLost } from './compare-measures.ts';
import type { Measure, PartComparison } from './comparison.ts';
import type { Ranks } from './read-outcomes.ts';

/** One below the last of the ten predictions. */
const miss = 11;

const cutoffs: Readonly<Partial<Record<Measure, readonly number[]>>> = {
  'R@1': [1],
  'R@5': [5],
  'R@10': [10],
  'mean recall': [1, 5, 10],
};

/** A category is a pair of ranks, which is all that recalls depend on. */
const categoryOf = (before: number, after: number) => (before - 1) * miss + after - 1;
const baselineRank = (category: number) => Math.floor(category / miss) + 1;
const candidateRank = (category: number) => (category % miss) + 1;

/** One direction of two retrieval evaluations. @throws DomainError INVALID_INPUT for other queries */
export async function compareRanks(
  name: DirectionName,
  before: Ranks,
  after: Ranks,
): Promise<PartComparison> {
  requireSameItems(before, after);
  const ids = [...before.keys()];
  const rank = (ranks: Ranks, id: string) => ranks.get(id) ?? miss;
  const categories = Int32Array.from(ids, (id) => categoryOf(rank(before, id), rank(after, id)));
  const changes = ids.map((id) => ({
    id,
    gain: rank(before, id) - rank(after, id),
    baseline: shown(before.get(id)),
    candidate: shown(after.get(id)),
  }));
  return {
    name,
    count: ids.length,
    measures: await compareMeasures(categories, miss * miss, recalls(ids.length)),
    ...wonAndLost(changes),
    classes: [],
  };
}

function recalls(queryCount: number): readonly MeasureFunctions[] {
  const shareWithin = (counts: Int32Array, k: number, rankOf: (category: number) => number) =>
    counts.reduce((sum, count, category) => sum + (rankOf(category) <= k ? count : 0), 0) / queryCount;
  return Object.entries(cutoffs).map(([measure, ks]) => {
    const recall = (rankOf: (category: number) => number) => (counts: Int32Array) =>
      (100 * ks.reduce((sum, k) => sum + shareWithin(counts, k, rankOf), 0)) / ks.length;
    return { measure: measure as Measure, baseline: recall(baselineRank), candidate: recall(candidateRank) };
  });
}

function shown(rank: number | null | undefined): string | null {
  return rank == null ? null : String(rank);
}
