import type { EmbeddingModel } from '../../embedding/embedding-model.ts';
import { dot } from '../../numeric/vectors.ts';
import type { Collection, Modality, SampledVector, VectorIndex } from '../../ports/collections.ts';
import type { SearchPlan } from '../plan-search.ts';
import { type BackgroundQuery, pictureQueries, textQueries } from './background-queries.ts';
import { fitCurve } from './fit-curve.ts';
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
const captionCount = 200;
const fewestCaptions = 50;

/** Where the nearnesses of background queries are noted. */
const ranks = [1, 2, 5, 10, 20, 50, 100];

const modalities = ['image', 'text'] as const;

export interface EstimationDependencies {
  readonly index: Pick<VectorIndex, 'sample' | 'nearest' | 'vectorOf'>;
  /** The collection's. */
  readonly model: EmbeddingModel;
  readonly collection: Collection;
  /** Called before each query. */
  readonly onQuery: (done: number) => Promise<void>;
}

/**
 * Asks the collection for what it does not have, and for what it has: at most 160 texts and 80 stored pictures, themselves left
 * out, against its pictures and against its texts, and 200 captions and 200 pictures of items that have both. Each is a search, so that the cost does not grow
 * with the collection as long as it has an index.
 */
export async function estimateRelevance(
  deps: EstimationDependencies,
  itemCount: number,
  now: Date,
): Promise<RelevanceEstimate> {
  const { index, model, collection } = deps;
  const image = await index.sample(collection, 'image', sampleSize);
  const text = await index.sample(collection, 'text', sampleSize);
  const samples = { image, text };
  const texts = await textQueries(model);
  const queries = { text: texts, image: pictureQueries(image.slice(0, pictureQueryCount)) };
  const asking = new Asking(deps, samples);
  const backgrounds: RelevanceBackground[] = [];
  for (const against of modalities) {
    for (const query of modalities) {
      if (samples[against].length < fewestVectors || queries[query].length < fewestVectors) continue;
      backgrounds.push(await asking.background(query, against, queries[query]));
    }
  }
  return {
    estimatedAt: now.toISOString(),
    itemCount,
    means: Object.fromEntries(
      modalities
        .filter((modality) => samples[modality].length >= fewestVectors)
        .map((modality) => [modality, [...asking.mean(modality)]]),
    ),
    textMean: [...meanOf(texts.map(({ vector }) => vector))],
    backgrounds,
  };
}

/** Background queries and captions, put to one collection. */
class Asking {
  readonly #deps: EstimationDependencies;
  readonly #samples: Readonly<Record<Modality, readonly SampledVector[]>>;
  readonly #means = new Map<Modality, Float32Array>();
  #done = 0;

  constructor(deps: EstimationDependencies, samples: Readonly<Record<Modality, readonly SampledVector[]>>) {
    this.#deps = deps;
    this.#samples = samples;
  }

  mean(modality: Modality): Float32Array {
    const known = this.#means.get(modality);
    if (known !== undefined) return known;
    const mean = meanOf(this.#samples[modality].map(({ vector }) => vector));
    this.#means.set(modality, mean);
    return mean;
  }

  async background(
    query: Modality,
    against: Modality,
    queries: readonly BackgroundQuery[],
  ): Promise<RelevanceBackground> {
    const rankings: (readonly number[])[] = [];
    for (const each of queries) rankings.push(await this.#nearnesses(each, query, against, ranks.at(-1)!));
    const best = rankings.map(([nearness]) => nearness!).sort((a, b) => a - b);
    const nearnesses = ranks.flatMap((rank): RankNearness[] => {
      const there = rankings.flatMap((ranking) => ranking[rank - 1] ?? []).sort((a, b) => a - b);
      return there.length < rankings.length ? [] : [{ rank, nearness: quantile(there, 0.5) }];
    });
    // Alike answers to all would leave nothing to divide by.
    const spread = Math.max((quantile(best, 0.84) - quantile(best, 0.16)) / 2, 1e-6);
    const answered = query === against ? [] : await this.#answered(query, against);
    const scaled = (values: readonly number[]) =>
      values.map((nearness) => (nearness - nearnesses[0]!.nearness) / spread);
    const fitted = answered.length < fewestCaptions ? undefined : fitCurve(scaled(answered), scaled(best));
    return {
      query,
      against,
      queries: queries.length,
      nearnesses,
      spread,
      ...(fitted ?? usualCurve),
      answeredQueries: fitted === undefined ? 0 : answered.length,
    };
  }

  /** Lifts of the best hits of captions whose picture is stored, or of pictures whose caption is. */
  async #answered(query: Modality, against: Modality): Promise<readonly number[]> {
    const nearnesses: number[] = [];
    for (const { itemId, vector } of this.#samples[query].slice(0, captionCount)) {
      const other = await this.#deps.index.vectorOf(this.#deps.collection, itemId, against);
      if (other === undefined) continue;
      nearnesses.push(...(await this.#nearnesses({ vector, excludeItemIds: [] }, query, against, 1)));
    }
    return nearnesses;
  }

  async #nearnesses(
    { vector, excludeItemIds }: BackgroundQuery,
    query: Modality,
    against: Modality,
    first: number,
  ): Promise<readonly number[]> {
    const { index, collection, onQuery } = this.#deps;
    await onQuery(this.#done++);
    const plan: SearchPlan = { kind: collection.index.kind === 'exact' ? 'exact' : 'approximate' };
    const { spaceId } = collection;
    const { nodes } = await index.nearest(collection, {
      vector,
      spaceId,
      against,
      first,
      excludeItemIds,
      plan,
    });
    const own = query === against ? 0 : dot(vector, this.mean(against));
    return nodes.map(({ score }) => score - own);
  }
}

/** @param sorted ascending, not empty */
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
