import { DomainError } from '../../errors.ts';
import { seededRandom } from '../../numeric/seeded-random.ts';
import type { ChangedOutcome, Measure, MeasureComparison } from './comparison.ts';
import { pairedBootstrap } from './paired-bootstrap.ts';

const seed = 1;

/** A measure as a function of how many items there are of every category, percent. */
export interface MeasureFunctions {
  readonly measure: Measure;
  readonly baseline: (counts: Int32Array) => number;
  readonly candidate: (counts: Int32Array) => number;
}

/** Measures of both runs with what chance leaves of their differences; the same items give the same numbers again. */
export async function compareMeasures(
  categories: Int32Array,
  categoryCount: number,
  functions: readonly MeasureFunctions[],
): Promise<readonly MeasureComparison[]> {
  const counts = new Int32Array(categoryCount);
  for (const category of categories) counts[category]!++;
  const differences = await pairedBootstrap(
    categories,
    categoryCount,
    functions.map(
      ({ baseline, candidate }) =>
        (drawn) =>
          candidate(drawn) - baseline(drawn),
    ),
    seededRandom(seed),
  );
  return functions.map(({ measure, baseline, candidate }, i) => ({
    measure,
    baseline: baseline(counts),
    candidate: candidate(counts),
    difference: differences[i]!,
  }));
}

export function wonAndLost(changes: readonly (ChangedOutcome & { readonly gain: number })[]) {
  const listed = (sign: 1 | -1) =>
    changes
      .filter(({ gain }) => Math.sign(gain) === sign)
      .sort((a, b) => sign * (b.gain - a.gain))
      .map(({ gain: _, ...change }) => change);
  return { won: listed(1), lost: listed(-1) };
}

/** @throws DomainError INVALID_INPUT for runs over different items, or over none */
export function requireSameItems(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): void {
  const missing = [...before.keys()].find((id) => !after.has(id));
  if (missing === undefined && before.size === after.size && before.size > 0) return;
  throw incomparable(
    missing === undefined
      ? `The runs have ${before.size} and ${after.size} items.`
      : `The candidate has nothing on ${missing}.`,
  );
}

export function incomparable(what: string): DomainError {
  return new DomainError('INVALID_INPUT', what, { remedy: 'Compare two evaluations of one data set.' });
}
