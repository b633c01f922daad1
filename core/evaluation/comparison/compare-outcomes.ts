import { DomainError } from '../../errors.ts';
import { seededRandom } from '../../numeric/seeded-random.ts';
import type { DirectionName } from '../outcomes.ts';
import { type Difference, holmAdjusted, pairedBootstrap } from './paired-bootstrap.ts';
import type { Labels, Outcomes, Ranks } from './read-outcomes.ts';

export type Measure = 'R@1' | 'R@5' | 'R@10' | 'mean recall' | 'accuracy' | 'mean per class';

/** One number of both runs, in percent; differences in points. */
export interface MeasureComparison {
  readonly measure: Measure;
  readonly baseline: number;
  readonly candidate: number;
  readonly difference: Difference;
}

/** A query or picture that came out differently. */
export interface ChangedOutcome {
  readonly id: string;
  /** Rank of the first hit, or the class it was taken for; null for a miss. */
  readonly baseline: string | null;
  readonly candidate: string | null;
}

/** One direction of a retrieval, or one set of templates. */
export interface PartComparison {
  readonly name: string;
  readonly count: number;
  /** The one that counts comes last. */
  readonly measures: readonly MeasureComparison[];
  /** The candidate does better, those that gained most first. */
  readonly won: readonly ChangedOutcome[];
  /** The candidate does worse, those that lost most first. */
  readonly lost: readonly ChangedOutcome[];
  /** Of a zero-shot evaluation. */
  readonly classes: readonly ClassComparison[];
}

export interface ClassComparison {
  readonly name: string;
  readonly count: number;
  /** Shares that are right, percent. */
  readonly baseline: number;
  readonly candidate: number;
  /** Points; `p` is corrected for the number of classes (Holm). */
  readonly difference: Difference;
}

const seed = 1;
const maximumRank = 10;

/**
 * Two runs over the same queries or pictures, item by item. The same runs give the same numbers again.
 * @throws DomainError INVALID_INPUT for runs of different kinds or over different items
 */
export async function compareOutcomes(
  baseline: Outcomes,
  candidate: Outcomes,
): Promise<readonly PartComparison[]> {
  const parts: PartComparison[] = [];
  if (baseline.kind === 'retrieval' && candidate.kind === 'retrieval') {
    for (const [name, ranks] of baseline.directions)
      parts.push(await compareRanks(name, ranks, candidate.directions.get(name) ?? new Map()));
    return parts;
  }
  if (baseline.kind === 'zero-shot' && candidate.kind === 'zero-shot') {
    for (const [name, before, after] of pairedTemplates(baseline.templates, candidate.templates))
      parts.push(await compareLabels(name, before, after));
    return parts;
  }
  throw unfit('One run is of retrieval, the other of classification.');
}

/** Sets of one name, or the first of either where they have none in common. */
function pairedTemplates(
  baseline: ReadonlyMap<string, Labels>,
  candidate: ReadonlyMap<string, Labels>,
): readonly (readonly [string, Labels, Labels])[] {
  const common = [...baseline].flatMap(([name, labels]) => {
    const other = candidate.get(name);
    return other === undefined ? [] : [[name, labels, other] as const];
  });
  if (common.length > 0) return common;
  const [[name, labels], [otherName, otherLabels]] = [[...baseline][0]!, [...candidate][0]!];
  return [[`${name} → ${otherName}`, labels, otherLabels]];
}

async function compareRanks(name: DirectionName, before: Ranks, after: Ranks): Promise<PartComparison> {
  requireSameItems(before, after);
  const miss = maximumRank + 1;
  const ids = [...before.keys()];
  const rank = (ranks: Ranks, id: string) => ranks.get(id) ?? miss;
  // A category is a pair of ranks: all that recalls depend on.
  const categories = Int32Array.from(ids, (id) => (rank(before, id) - 1) * miss + rank(after, id) - 1);
  const shareWithin = (counts: Int32Array, k: number, rankOf: (category: number) => number) =>
    (100 * counts.reduce((sum, count, category) => sum + (rankOf(category) <= k ? count : 0), 0)) /
    ids.length;
  const beforeOf = (category: number) => Math.floor(category / miss) + 1;
  const afterOf = (category: number) => (category % miss) + 1;
  const cutoffs = { 'R@1': [1], 'R@5': [5], 'R@10': [10], 'mean recall': [1, 5, 10] } as const;
  const recall = (counts: Int32Array, ks: readonly number[], rankOf: (category: number) => number) =>
    ks.reduce((sum: number, k) => sum + shareWithin(counts, k, rankOf), 0) / ks.length;
  const functions = Object.entries(cutoffs).map(([measure, ks]) => ({
    measure: measure as Measure,
    baseline: (counts: Int32Array) => recall(counts, ks, beforeOf),
    candidate: (counts: Int32Array) => recall(counts, ks, afterOf),
  }));
  const changes = ids
    .map((id) => ({
      id,
      gain: rank(before, id) - rank(after, id),
      baseline: before.get(id),
      candidate: after.get(id),
    }))
    .map(({ baseline, candidate, ...change }) => ({
      ...change,
      baseline: shown(baseline),
      candidate: shown(candidate),
    }));
  return {
    name,
    count: ids.length,
    measures: await compareMeasures(categories, miss * miss, functions),
    ...wonAndLost(changes),
    classes: [],
  };
}

async function compareLabels(name: string, before: Labels, after: Labels): Promise<PartComparison> {
  requireSameItems(before, after);
  const ids = [...before.keys()];
  const classes = [...new Set([...before.values()].map((label) => label.class))];
  const indexOf = new Map(classes.map((each, i) => [each, i]));
  const isRight = (labels: Labels, id: string) => labels.get(id)!.predicted === before.get(id)!.class;
  // A category is a class with whether either run is right.
  const categories = Int32Array.from(
    ids,
    (id) =>
      indexOf.get(before.get(id)!.class)! * 4 + Number(isRight(before, id)) * 2 + Number(isRight(after, id)),
  );
  const right = { baseline: [2, 3], candidate: [1, 3] } as const;
  const rightOf = (counts: Int32Array, c: number, run: keyof typeof right) =>
    right[run].reduce((sum: number, outcome) => sum + counts[c * 4 + outcome]!, 0);
  const sizeOf = (counts: Int32Array, c: number) =>
    counts.subarray(c * 4, c * 4 + 4).reduce((a, b) => a + b, 0);
  const accuracy = (run: keyof typeof right) => (counts: Int32Array) =>
    (100 * classes.reduce((sum, _, c) => sum + rightOf(counts, c, run), 0)) / ids.length;
  const meanPerClass = (run: keyof typeof right) => (counts: Int32Array) => {
    // A class may be missing from a draw.
    const drawn = classes.flatMap((_, c) =>
      sizeOf(counts, c) === 0 ? [] : [rightOf(counts, c, run) / sizeOf(counts, c)],
    );
    return (100 * drawn.reduce((sum, share) => sum + share, 0)) / drawn.length;
  };
  const functions = [
    {
      measure: 'mean per class' as const,
      baseline: meanPerClass('baseline'),
      candidate: meanPerClass('candidate'),
    },
    { measure: 'accuracy' as const, baseline: accuracy('baseline'), candidate: accuracy('candidate') },
  ];
  const changes = ids.map((id) => ({
    id,
    gain: Number(isRight(after, id)) - Number(isRight(before, id)),
    baseline: before.get(id)!.predicted,
    candidate: after.get(id)!.predicted,
  }));
  return {
    name,
    count: ids.length,
    measures: await compareMeasures(categories, classes.length * 4, functions),
    ...wonAndLost(changes),
    classes: await compareClasses(classes, categories),
  };
}

interface MeasureFunctions {
  readonly measure: Measure;
  readonly baseline: (counts: Int32Array) => number;
  readonly candidate: (counts: Int32Array) => number;
}

async function compareMeasures(
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

/** Each class by itself, among its own pictures. */
async function compareClasses(
  names: readonly string[],
  categories: Int32Array,
): Promise<readonly ClassComparison[]> {
  const rows: ClassComparison[] = [];
  for (const [c, name] of names.entries()) {
    const own = categories.filter((category) => category >> 2 === c).map((category) => category & 3);
    const share = (counts: Int32Array, outcomes: readonly number[]) =>
      (100 * outcomes.reduce((sum, outcome) => sum + counts[outcome]!, 0)) / own.length;
    const [compared] = await compareMeasures(own, 4, [
      {
        measure: 'accuracy',
        baseline: (counts) => share(counts, [2, 3]),
        candidate: (counts) => share(counts, [1, 3]),
      },
    ]);
    const { baseline, candidate, difference } = compared!;
    rows.push({ name, count: own.length, baseline, candidate, difference });
    await new Promise((resolve) => setTimeout(resolve));
  }
  const adjusted = holmAdjusted(rows.map(({ difference }) => difference.p));
  return rows.map((row, i) => ({ ...row, difference: { ...row.difference, p: adjusted[i]! } }));
}

function wonAndLost(changes: readonly (ChangedOutcome & { readonly gain: number })[]) {
  const listed = (sign: 1 | -1) =>
    changes
      .filter(({ gain }) => Math.sign(gain) === sign)
      .sort((a, b) => sign * (b.gain - a.gain))
      .map(({ gain: _, ...change }) => change);
  return { won: listed(1), lost: listed(-1) };
}

function shown(rank: number | null | undefined): string | null {
  return rank == null ? null : String(rank);
}

function requireSameItems(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): void {
  const missing = [...before.keys()].find((id) => !after.has(id));
  if (missing === undefined && before.size === after.size && before.size > 0) return;
  throw unfit(
    missing === undefined
      ? `The runs have ${before.size} and ${after.size} items.`
      : `The candidate has nothing on ${missing}.`,
  );
}

function unfit(what: string): DomainError {
  return new DomainError('INVALID_INPUT', what, { remedy: 'Compare two evaluations of one data set.' });
}
