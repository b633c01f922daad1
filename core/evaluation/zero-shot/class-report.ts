import type { Labels } from '../comparison/read-outcomes.ts';
import type { Interval } from './bootstrap.ts';

/** One class: how its pictures were classified. */
export interface ClassTally {
  readonly name: string;
  readonly count: number;
  readonly correct: number;
  /** Pictures of any class that were taken for it. */
  readonly predicted: number;
  /** Share that is right, in [0, 1], with its 95 % interval. */
  readonly accuracy: Interval;
}

/** Pictures of one class that were taken for another. */
export interface NamedConfusion {
  readonly actual: string;
  readonly predicted: string;
  readonly count: number;
}

/** How often each of some classes was taken for each of them. */
export interface ConfusionMatrix {
  readonly names: readonly string[];
  /** Rows are the classes, columns what they were taken for. */
  readonly counts: readonly (readonly number[])[];
}

/** What became of the pictures with one set of templates, class by class. Classes with equal labels count as one. */
export interface ClassReport {
  readonly templates: string;
  readonly pictureCount: number;
  /** Those that have pictures, in the order of the set. */
  readonly classes: readonly ClassTally[];
  /** All of them, the most frequent first. */
  readonly confusions: readonly NamedConfusion[];
  /** The `first` classes with the most confusions, in the order of the set. */
  readonly matrix: (first: number) => ConfusionMatrix;
}

/** Counts outcomes by class. */
export function classReport(templates: string, labels: Labels): ClassReport {
  const outcomes = [...labels.values()];
  const counts = countPairs(outcomes);
  const names = [
    ...new Set([...outcomes.map((each) => each.class), ...outcomes.map((each) => each.predicted)]),
  ];
  const countOf = (actual: string, predicted: string) => counts.get(actual)?.get(predicted) ?? 0;
  const confusions = [...counts]
    .flatMap(([actual, row]) => Array.from(row, ([predicted, count]) => ({ actual, predicted, count })))
    .filter(({ actual, predicted }) => actual !== predicted)
    .sort((a, b) => b.count - a.count);
  return {
    templates,
    pictureCount: outcomes.length,
    classes: tallies(outcomes, counts),
    confusions,
    matrix: (first) => {
      const shown = mostConfused(names, confusions, first);
      return { names: shown, counts: shown.map((actual) => shown.map((taken) => countOf(actual, taken))) };
    },
  };
}

type Outcome = Labels extends ReadonlyMap<string, infer Value> ? Value : never;

/** Pictures by class, then by what they were taken for. */
type PairCounts = ReadonlyMap<string, ReadonlyMap<string, number>>;

function countPairs(outcomes: readonly Outcome[]): PairCounts {
  const counts = new Map<string, Map<string, number>>();
  for (const { class: actual, predicted } of outcomes) {
    const row = counts.get(actual) ?? new Map<string, number>();
    counts.set(actual, row);
    row.set(predicted, (row.get(predicted) ?? 0) + 1);
  }
  return counts;
}

function tallies(outcomes: readonly Outcome[], counts: PairCounts): readonly ClassTally[] {
  const taken = new Map<string, number>();
  for (const { predicted } of outcomes) taken.set(predicted, (taken.get(predicted) ?? 0) + 1);
  return Array.from(counts, ([name, row]) => {
    const count = [...row.values()].reduce((sum, each) => sum + each, 0);
    const correct = row.get(name) ?? 0;
    return { name, count, correct, predicted: taken.get(name) ?? 0, accuracy: wilson(correct, count) };
  });
}

function mostConfused(
  names: readonly string[],
  confusions: readonly NamedConfusion[],
  first: number,
): readonly string[] {
  const wrong = new Map(names.map((name) => [name, 0]));
  for (const { actual, predicted, count } of confusions)
    for (const name of [actual, predicted]) wrong.set(name, wrong.get(name)! + count);
  const shown = new Set([...names].sort((a, b) => wrong.get(b)! - wrong.get(a)!).slice(0, first));
  return names.filter((name) => shown.has(name));
}

/** Of the normal distribution, for 95 %. */
const z = 1.959964;

/**
 * A share with its 95 % interval, which holds for few pictures and for shares of 0 and 1, too.
 * Source: Wilson, Probable inference, Journal of the American Statistical Association 22, 1927.
 */
function wilson(correct: number, count: number): Interval {
  const value = correct / count;
  const middle = (value + z ** 2 / (2 * count)) / (1 + z ** 2 / count);
  const half = (z * Math.sqrt((value * (1 - value)) / count + (z / (2 * count)) ** 2)) / (1 + z ** 2 / count);
  return { value, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
