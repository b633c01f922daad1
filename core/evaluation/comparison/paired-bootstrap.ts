/** A difference between two runs with what chance leaves of it. */
export interface Difference {
  /** Candidate minus baseline. */
  readonly value: number;
  /** Interval in which 95 % of the resampled differences lie. */
  readonly low: number;
  readonly high: number;
  /** Two-sided: how often chance alone would show a difference as large. At least 2 / 1001. */
  readonly p: number;
}

const resamples = 1000;

/** Drawn items between two looks at what else there is to do. */
const drawsPerTurn = 500_000;

/**
 * Paired percentile bootstrap: items are drawn with replacement, each with its outcomes in both runs, and every measure is
 * computed of each draw. Measures see how often each category of items was drawn, which is all they depend on; so one set of
 * draws serves them all.
 * Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapters 13 and 16; for paired systems Koehn,
 * Statistical Significance Tests for Machine Translation Evaluation, EMNLP 2004.
 * @param categories of each item, from 0
 * @param measures each gives its difference from the number of items of every category
 * @param random numbers in [0, 1)
 */
export async function pairedBootstrap(
  categories: Int32Array,
  categoryCount: number,
  measures: readonly ((counts: Int32Array) => number)[],
  random: () => number,
): Promise<readonly Difference[]> {
  const count = categories.length;
  const observedCounts = new Int32Array(categoryCount);
  for (const category of categories) observedCounts[category]!++;
  const draws = measures.map(() => new Float64Array(resamples));
  const counts = new Int32Array(categoryCount);
  const resamplesPerTurn = Math.ceil(drawsPerTurn / Math.max(count, 1));
  for (let r = 0; r < resamples; r++) {
    counts.fill(0);
    for (let i = 0; i < count; i++) counts[categories[Math.floor(random() * count)]!]!++;
    for (const [m, measure] of measures.entries()) draws[m]![r] = measure(counts);
    if (r % resamplesPerTurn === resamplesPerTurn - 1) await new Promise((resolve) => setTimeout(resolve));
  }
  return measures.map((measure, m) => summary(measure(observedCounts), draws[m]!));
}

function summary(value: number, draws: Float64Array): Difference {
  const sorted = draws.toSorted();
  const at = (share: number) => sorted[Math.floor(share * (resamples - 1))]!;
  const beyond = Math.min(
    countOf(draws, (draw) => draw <= 0),
    countOf(draws, (draw) => draw >= 0),
  );
  return { value, low: at(0.025), high: at(0.975), p: Math.min(1, (2 * (beyond + 1)) / (resamples + 1)) };
}

function countOf(values: Float64Array, test: (value: number) => boolean): number {
  return values.reduce((count, value) => count + Number(test(value)), 0);
}

/**
 * p values of several tests at once, so that the chance of any false alarm stays what it says.
 * Source: Holm, A Simple Sequentially Rejective Multiple Test Procedure, 1979.
 */
export function holmAdjusted(ps: readonly number[]): readonly number[] {
  const order = ps.map((_, i) => i).sort((a, b) => ps[a]! - ps[b]!);
  const adjusted = new Array<number>(ps.length);
  let largest = 0;
  for (const [rank, i] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (ps.length - rank) * ps[i]!));
    adjusted[i] = largest;
  }
  return adjusted;
}
