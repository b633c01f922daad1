import { seededRandom } from '../../numeric/seeded-random.ts';
import type { ElevaterMetric } from '../elevater/datasets.ts';
import { elevaterScore } from '../elevater/metric.ts';
import { bootstrapShare, type Interval } from './bootstrap.ts';
import type { ZeroShotResult } from './evaluate.ts';
import { classScores, confusions, meanPerClass } from './metrics.ts';

const shownConfusions = 20;
const seed = 1;

/** What a run tells, with the names of the classes. */
export interface ZeroShotReport {
  /** Name of the set of prompts. */
  readonly templates: string;
  readonly pictureCount: number;
  readonly unreadableCount: number;
  /** Top-1 with its 95 % interval, in [0, 1]. */
  readonly accuracy: Interval;
  readonly meanPerClass: number;
  /** By which ELEVATER ranks this data set. */
  readonly elevater: { readonly metric: ElevaterMetric; readonly value: number };
  readonly classes: readonly { readonly name: string; readonly count: number; readonly correct: number }[];
  /** The most frequent ones. */
  readonly confusions: readonly {
    readonly actual: string;
    readonly predicted: string;
    readonly count: number;
  }[];
}

/** Figures and tables of one run. */
export async function zeroShotReport(
  result: ZeroShotResult,
  {
    templates,
    labels,
    dataset,
  }: { templates: string; labels: readonly string[]; dataset?: string | undefined },
): Promise<ZeroShotReport> {
  const outcomes = result.images.map(({ classIndex }, i) => result.predicted[i] === classIndex);
  const name = (index: number) => labels[index]!;
  return {
    templates,
    pictureCount: result.images.length,
    unreadableCount: result.unreadable.length,
    accuracy: await bootstrapShare(outcomes, seededRandom(seed)),
    meanPerClass: meanPerClass(result),
    elevater: elevaterScore(result, dataset),
    classes: classScores(result).map(({ classIndex, ...score }) => ({ name: name(classIndex), ...score })),
    confusions: confusions(result, shownConfusions).map(({ actual, predicted: taken, count }) => ({
      actual: name(actual),
      predicted: name(taken),
      count,
    })),
  };
}
