import { DomainError } from '../errors.ts';
import { type Answers, SubmissionError } from './submission.ts';

/** In percent; `score` is the mean recall. */
export interface RecallScore {
  readonly score: number;
  readonly mean_recall: number;
  readonly r1: number;
  readonly r5: number;
  readonly r10: number;
}

/** What the original's evaluation scripts write into their output file. */
export type ScoreReport =
  | { readonly success: true; readonly score: number; readonly scoreJson: RecallScore }
  | {
      readonly errorDetail: string | number;
      readonly errorMsg: string | number;
      readonly score: 0;
      readonly scoreJson: Readonly<Record<string, never>>;
      readonly success: false;
    };

/** For each gold query the place, from 1, of its first gold id among its predictions; null for a miss. */
export type FirstHits = ReadonlyMap<bigint, number | null>;

export function firstHits(reference: Answers, predictions: Answers): FirstHits {
  const hits = new Map<bigint, number | null>();
  for (const [query, gold] of reference) {
    const place = predictions.get(query)!.findIndex((id) => gold.includes(id));
    hits.set(query, place < 0 ? null : place + 1);
  }
  return hits;
}

/**
 * R@k: share of the gold queries with a gold id among the first k predictions; a query without gold ids is a miss.
 * Source: `compute_score` of cn_clip/eval/evaluation.py.
 * @throws SubmissionError when there is no query
 */
export function recallScore(hits: FirstHits): RecallScore {
  if (hits.size === 0) throw new SubmissionError('float division by zero');
  const ranks = [...hits.values()];
  const shareWithin = (k: number) => ranks.filter((rank) => rank !== null && rank <= k).length / hits.size;
  const [r1, r5, r10] = [shareWithin(1), shareWithin(5), shareWithin(10)] as const;
  const mean = ((r1 + r5 + r10) / 3) * 100;
  return { score: mean, mean_recall: mean, r1: r1 * 100, r5: r5 * 100, r10: r10 * 100 };
}

/** The score as a report, or what is wrong with the files as one. Anything else is a bug and stays. */
export async function reportScore(compute: () => Promise<RecallScore>): Promise<ScoreReport> {
  try {
    const scoreJson = await compute();
    return { success: true, score: scoreJson.score, scoreJson };
  } catch (error) {
    const detail = unfitness(error);
    if (detail === undefined) throw error;
    return { errorDetail: detail, errorMsg: detail, score: 0, scoreJson: {}, success: false };
  }
}

function unfitness(error: unknown): string | number | undefined {
  if (error instanceof SubmissionError) return error.detail;
  return error instanceof DomainError && error.code === 'INVALID_INPUT' ? error.message : undefined;
}
