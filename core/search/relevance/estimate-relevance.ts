import type { EmbeddingModel } from '../../embedding/embedding-model.ts';
import { dot } from '../../numeric/vectors.ts';
import type { Collection, Modality, SampledVector, VectorIndex } from '../../ports/collections.ts';
import { type BackgroundQuery, pictureQueries, ranks, textQueries } from './background-queries.ts';
import { fitCurve } from './fit-curve.ts';
import type { RankQueries } from './rank-queries.ts';
import {
  fewestVectors,
  type RankNearness,
  type RelevanceBackground,
  type RelevanceEstimate,
  usualCurve,
} from './relevance-estimate.ts';

/** Vectors whose mean stands for that of all. */
const sampleSize = 1000;

/** Stored pictures that are background queries. */
const pictureQueryCount = 80;

/** Captions of stored pictures that are asked for, and how many at least make a curve. */
const captionCount = 400;
const fewestCaptions = 50;

const modalities = ['image', 'text'] as const;

export interface EstimationDependencies {
  readonly index: Pick<VectorIndex, 'sample' | 'vectorOf'>;
  /** The collection's. */
  readonly model: EmbeddingModel;
  readonly collection: Collection;
  /** Called once for each modality that is stored, with all of its queries. */
  readonly rank: RankQueries;
}

type Samples = Readonly<Record<Modality, readonly SampledVector[]>>;

/** Queries of one modality. */
interface Asked {
  readonly query: Modality;
  /** That have no answer. */
  readonly background: readonly BackgroundQuery[];
  /** That have one. */
  readonly answered: readonly BackgroundQuery[];
}

/**
 * Asks the collection for what it does not have, and for what it has: at most 160 texts and 80 stored pictures, themselves left
 * out, against its pictures and against its texts, and 400 captions and 400 pictures of items that have both. Which ones is told by their
 * keys, so that the same items have the same estimate.
 */
export async function estimateRelevance(
  deps: EstimationDependencies,
  itemCount: number,
  now: Date,
): Promise<RelevanceEstimate> {
  const { index, model, collection, rank } = deps;
  const image = await index.sample(collection, 'image', sampleSize);
  const text = await index.sample(collection, 'text', sampleSize);
  const samples = { image, text };
  const texts = await textQueries(model);
  const queries = { text: texts, image: pictureQueries(image.slice(0, pictureQueryCount)) };
  const means: Partial<Record<Modality, readonly number[]>> = {};
  const backgrounds: RelevanceBackground[] = [];
  for (const against of modalities) {
    if (samples[against].length < fewestVectors) continue;
    const mean = meanOf(samples[against].map(({ vector }) => vector));
    means[against] = [...mean];
    const asked: Asked[] = [];
    for (const query of modalities) {
      if (queries[query].length < fewestVectors) continue;
      const answered = query === against ? [] : await answeredQueries(deps, samples, query, against);
      asked.push({ query, background: queries[query], answered });
    }
    backgrounds.push(...(await backgroundsOf(rank, asked, against, mean)));
  }
  const textMean = [...meanOf(texts.map(({ vector }) => vector))];
  return { estimatedAt: now.toISOString(), itemCount, means, textMean, backgrounds };
}

/** Captions whose picture is stored, or pictures whose caption is. */
async function answeredQueries(
  { index, collection }: EstimationDependencies,
  samples: Samples,
  query: Modality,
  against: Modality,
): Promise<readonly BackgroundQuery[]> {
  // Most are of the same items, since both are drawn alike: what is in both samples is not looked up.
  const sampled = new Set(samples[against].map(({ itemId }) => itemId));
  const queries: BackgroundQuery[] = [];
  for (const { itemId, vector } of samples[query].slice(0, captionCount)) {
    const isThere = sampled.has(itemId) || (await index.vectorOf(collection, itemId, against)) !== undefined;
    if (isThere) queries.push({ vector, excludeItemIds: [], first: 1 });
  }
  return queries;
}

/** @param mean of the stored vectors (D) */
async function backgroundsOf(
  rank: RankQueries,
  asked: readonly Asked[],
  against: Modality,
  mean: Float32Array,
): Promise<readonly RelevanceBackground[]> {
  const all = asked.flatMap(({ background, answered }) => [...background, ...answered]);
  const rankings = await rank(all, against);
  let place = 0;
  return asked.flatMap(({ query, background, answered }) => {
    const next = (queries: readonly BackgroundQuery[]) =>
      queries.map(({ vector }) => {
        const own = query === against ? 0 : dot(vector, mean);
        return rankings[place++]!.map((cosine) => cosine - own);
      });
    const without = next(background);
    const with_ = next(answered).flat();
    // Meanwhile everything may have been deleted.
    return without.some(({ length }) => length === 0)
      ? []
      : [{ query, against, ...summarise(without, with_) }];
  });
}

/**
 * @param rankings nearnesses of the hits of queries without an answer
 * @param answered nearnesses of the best hits of those with one
 */
function summarise(
  rankings: readonly (readonly number[])[],
  answered: readonly number[],
): Omit<RelevanceBackground, 'query' | 'against'> {
  const best = rankings.map(([nearness]) => nearness!).sort((a, b) => a - b);
  const nearnesses = ranks.flatMap((rank): RankNearness[] => {
    const there = rankings.flatMap((ranking) => ranking[rank - 1] ?? []).sort((a, b) => a - b);
    return there.length < rankings.length ? [] : [{ rank, nearness: quantile(there, 0.5) }];
  });
  // Alike answers to all would leave nothing to divide by.
  const spread = Math.max((quantile(best, 0.84) - quantile(best, 0.16)) / 2, 1e-6);
  const scaled = (values: readonly number[]) =>
    values.map((nearness) => (nearness - nearnesses[0]!.nearness) / spread);
  const fitted = answered.length < fewestCaptions ? undefined : fitCurve(scaled(answered), scaled(best));
  return {
    queries: rankings.length,
    nearnesses,
    spread,
    ...(fitted ?? usualCurve),
    answeredQueries: fitted === undefined ? 0 : answered.length,
  };
}

function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const [a, b] = [sorted[low]!, sorted[Math.min(low + 1, sorted.length - 1)]!];
  return a + (place - low) * (b - a);
}

/** Mean of vectors (D), not scaled to unit length. @param vectors not empty */
function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float64Array(vectors[0]!.length);
  for (const vector of vectors) for (const [i, value] of vector.entries()) sum[i]! += value;
  return Float32Array.from(sum, (value) => value / vectors.length);
}
