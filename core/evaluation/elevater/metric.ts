import type { ZeroShotResult } from '../zero-shot/evaluate.ts';
import { accuracy, elevenPointMap, meanPerClass, rocAuc } from '../zero-shot/metrics.ts';
import { type ElevaterDataset, isElevaterDataset } from './datasets.ts';

export type ElevaterMetric = 'accuracy' | 'mean-per-class' | '11-point mAP' | 'ROC AUC';

/** Data sets that are not scored by accuracy. Source: Li et al., ELEVATER, arXiv:2204.08790, table 1. */
const metrics: Readonly<Partial<Record<ElevaterDataset, ElevaterMetric>>> = {
  'caltech-101': 'mean-per-class',
  'fgvc-aircraft-2013b-variants102': 'mean-per-class',
  'oxford-flower-102': 'mean-per-class',
  'oxford-iiit-pets': 'mean-per-class',
  'voc-2007-classification': '11-point mAP',
  'hateful-memes': 'ROC AUC',
};

const compute: Readonly<Record<ElevaterMetric, (result: ZeroShotResult) => number>> = {
  accuracy,
  'mean-per-class': meanPerClass,
  '11-point mAP': elevenPointMap,
  'ROC AUC': rocAuc,
};

/** The score by which ELEVATER ranks a data set, in [0, 1]. */
export function elevaterScore(
  result: ZeroShotResult,
  dataset: string | undefined,
): { readonly metric: ElevaterMetric; readonly value: number } {
  const isKnown = dataset !== undefined && isElevaterDataset(dataset);
  const metric = (isKnown ? metrics[dataset] : undefined) ?? 'accuracy';
  return { metric, value: compute[metric](result) };
}
