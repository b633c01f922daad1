import type { ZeroShotResult } from './evaluate.ts';

/** Share of pictures whose largest probability is that of their class, in [0, 1]; what the original prints. */
export function accuracy(result: ZeroShotResult): number {
  const hits = result.images.filter(({ classIndex }, i) => result.predicted[i] === classIndex);
  return hits.length / result.images.length;
}

/** Pictures of one class, and how they were classified. */
export interface ClassScore {
  readonly classIndex: number;
  readonly count: number;
  readonly correct: number;
}

/** One row per class that has pictures, in order. */
export function classScores(result: ZeroShotResult): readonly ClassScore[] {
  const [counts, correct] = [new Int32Array(result.classCount), new Int32Array(result.classCount)];
  for (const [i, { classIndex }] of result.images.entries()) {
    counts[classIndex]!++;
    if (result.predicted[i] === classIndex) correct[classIndex]!++;
  }
  return Array.from(counts, (count, classIndex) => ({
    classIndex,
    count,
    correct: correct[classIndex]!,
  })).filter(({ count }) => count > 0);
}

/** Mean over the classes of the share of their pictures that are right, in [0, 1]. */
export function meanPerClass(result: ZeroShotResult): number {
  const shares = classScores(result).map(({ count, correct }) => correct / count);
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** Pictures of one class that were taken for another. */
export interface Confusion {
  readonly actual: number;
  readonly predicted: number;
  readonly count: number;
}

/** The most frequent confusions, ties by class. */
export function confusions(result: ZeroShotResult, first: number): readonly Confusion[] {
  const counts = new Map<number, number>();
  for (const [i, { classIndex }] of result.images.entries()) {
    const pair = classIndex * result.classCount + result.predicted[i]!;
    if (result.predicted[i] !== classIndex) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return Array.from(counts, ([pair, count]) => ({
    actual: Math.floor(pair / result.classCount),
    predicted: pair % result.classCount,
    count,
  }))
    .sort((a, b) => b.count - a.count || a.actual - b.actual || a.predicted - b.predicted)
    .slice(0, first);
}

/**
 * Mean over the classes of the average precision read at the recalls 0, 0.1, …, 1: the VOC 2007 rule.
 * Source: Everingham et al., The PASCAL Visual Object Classes Challenge, 2010, section 4.2.
 */
export function elevenPointMap({ probabilities, classCount, images }: ZeroShotResult): number {
  const precisions: number[] = [];
  for (let c = 0; c < classCount; c++) {
    const ranked = images
      .map(({ classIndex }, i) => ({
        isPositive: classIndex === c,
        score: probabilities[i * classCount + c]!,
      }))
      .sort((a, b) => b.score - a.score);
    if (ranked.some(({ isPositive }) => isPositive)) precisions.push(elevenPointPrecision(ranked));
  }
  return precisions.reduce((sum, each) => sum + each, 0) / precisions.length;
}

function elevenPointPrecision(ranked: readonly { readonly isPositive: boolean }[]): number {
  const total = ranked.filter(({ isPositive }) => isPositive).length;
  const bestFrom = new Float64Array(11);
  let hits = 0;
  for (const [i, { isPositive }] of ranked.entries()) {
    if (!isPositive) continue;
    hits++;
    const precision = hits / (i + 1);
    const reached = Math.floor((hits * 10) / total);
    for (let point = 0; point <= reached; point++) bestFrom[point] = Math.max(bestFrom[point]!, precision);
  }
  return bestFrom.reduce((sum, precision) => sum + precision, 0) / 11;
}

/**
 * Area under the ROC curve of the second of two classes: the chance that a picture of it scores higher than one of the
 * first, equal scores counting half.
 */
export function rocAuc({ probabilities, classCount, images }: ZeroShotResult): number {
  const scored = images
    .map(({ classIndex }, i) => ({ isPositive: classIndex === 1, score: probabilities[i * classCount + 1]! }))
    .sort((a, b) => a.score - b.score);
  const positives = scored.filter(({ isPositive }) => isPositive).length;
  let rankSum = 0;
  for (let start = 0; start < scored.length; ) {
    let end = start;
    while (end < scored.length && scored[end]!.score === scored[start]!.score) end++;
    const meanRank = (start + 1 + end) / 2;
    rankSum += meanRank * scored.slice(start, end).filter(({ isPositive }) => isPositive).length;
    start = end;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (scored.length - positives));
}
