import {
  type CheckResult,
  type ElevaterResult,
  type JobLike,
  percent,
  type Recalls,
  type RetrievalResult,
  resultOf,
  type ZeroShotResult,
} from './results.ts';
import { texts as t } from './texts.ts';

const mean = (recalls: Recalls): string => ('error' in recalls ? '–' : percent(recalls.mean));

/** The number for which an evaluation was made, in a few words. */
export function headline(job: JobLike): string {
  if (job.result === null) return '–';
  switch (job.kind) {
    case 'retrieval-evaluation': {
      const { textToImage, imageToText } = resultOf<RetrievalResult>(job);
      return t('headlineRetrieval', { forward: mean(textToImage), reverse: mean(imageToText) });
    }
    case 'zero-shot-evaluation': {
      const best = Math.max(...resultOf<ZeroShotResult>(job).scores.map(({ accuracy }) => accuracy.value));
      return t('headlineZeroShot', { accuracy: percent(100 * best) });
    }
    case 'elevater-run': {
      const { meanScore, sets } = resultOf<ElevaterResult>(job);
      return t('headlineElevater', { score: percent(100 * meanScore), count: sets.length });
    }
    default: {
      const { errors, warnings } = resultOf<CheckResult>(job);
      return t('headlineCheck', { errors, warnings });
    }
  }
}
