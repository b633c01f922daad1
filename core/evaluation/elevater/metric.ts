import type { ZeroShotResult } from '../zero-shot/evaluate.ts';
import { accuracy, elevenPointMap, meanPerClass, rocAuc } from '../zero-shot/metrics.ts';
import { type ElevaterMetric, elevaterFacts, isElevaterDataset } from './datasets.ts';

const compute: Readonly<Record<ElevaterMetric, (result: ZeroShotResult) => number>> = {
  accuracy,
  'mean-per-class': meanPerClass,
  '11-point mAP': elevenPointMap,
  'ROC AUC': rocAuc,
};

/** The score by which ELEVATER ranks a data set, in [0, 1]; accuracy for any other set. */
export function elevaterScore(
  result: ZeroShotResult,
  dataset: string | undefined,
): { readonly metric: ElevaterMetric; readonly value: number } {
  const metric =
    dataset !== undefined && isElevaterDataset(dataset) ? elevaterFacts[dataset].metric : 'accuracy';
  return { metric, value: compute[metric](result) };
}
