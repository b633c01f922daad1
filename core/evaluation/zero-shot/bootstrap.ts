/** A value with the interval in which 95 % of its resampled values lie. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const resamples = 1000;

/**
 * Percentile bootstrap of the share of `true`, resampling the pictures with replacement.
 * Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
 * @param random numbers in [0, 1)
 */
export function bootstrapShare(outcomes: readonly boolean[], random: () => number): Interval {
  const count = outcomes.length;
  const shares = Array.from({ length: resamples }, () => {
    let hits = 0;
    for (let i = 0; i < count; i++) if (outcomes[Math.floor(random() * count)]) hits++;
    return hits / count;
  }).sort((a, b) => a - b);
  const at = (share: number) => shares[Math.floor(share * (resamples - 1))]!;
  return { value: outcomes.filter(Boolean).length / count, low: at(0.025), high: at(0.975) };
}
