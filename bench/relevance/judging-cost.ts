import { seededRandom } from '../../core/numeric/seeded-random.ts';
import { normalise } from '../../core/numeric/vectors.ts';
import {
  judgeOf,
  type RelevanceEstimate,
  usualCurve,
} from '../../core/search/relevance/relevance-estimate.ts';
import { median } from '../percentiles.ts';

const dimension = 512;
const hits = 50;

/** Prints what judging a search of 50 hits takes. */
export function printCost(): void {
  const random = seededRandom(5);
  const vector = () => normalise(Float32Array.from({ length: dimension }, () => random() - 0.5));
  const estimate: RelevanceEstimate = {
    estimatedAt: '',
    itemCount: 1,
    means: { image: [...vector()] },
    textMean: [...vector()],
    backgrounds: [
      {
        query: 'text',
        against: 'image',
        queries: 80,
        nearnesses: [{ rank: 1, nearness: 0.3 }],
        spread: 0.1,
        ...usualCurve,
        answeredQueries: 0,
      },
    ],
  };
  const taken = Array.from({ length: 2_000 }, () => {
    const query = { vector: vector(), modality: 'text', against: 'image', share: 1 } as const;
    const started = performance.now();
    const judge = judgeOf(estimate, query);
    if (typeof judge === 'string') throw new RangeError(judge);
    for (let i = 0; i < hits; i++) judge(i / hits);
    return performance.now() - started;
  });
  console.log(`\njudging ${hits} hits of ${dimension} dimensions: ${(1000 * median(taken)).toFixed(1)} µs`);
}
