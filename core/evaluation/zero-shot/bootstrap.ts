/** A value with the interval in which 95 % of its resampled values lie. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const resamples = 1000;

/** Drawn pictures between two looks at what else there is to do. */
const drawsPerTurn = 500_000;

/**
 * Percentile bootstrap of the share of `true`, resampling the pictures with replacement. Other work gets its turn in between.
 * Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
 * @param random numbers in [0, 1)
 */
export async function bootstrapShare(outcomes: readonly boolean[], random: () => number): Promise<Interval> {
  const count = outcomes.length;
  const shares: number[] = [];
  const resamplesPerTurn = Math.ceil(drawsPerTurn / Math.max(count, 1));
  while (shares.length < resamples) {
    let hits = 0;
    for (let i = 0; i < count; i++) if (outcomes[Math.floor(random() * count)]) hits++;
    shares.push(hits / count);
    if (shares.length % resamplesPerTurn === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  shares.sort((a, b) => a - b);
  const at = (share: number) => shares[Math.floor(share * (resamples - 1))]!;
  return { value: outcomes.filter(Boolean).length / count, low: at(0.025), high: at(0.975) };
}
