import { sigmoid } from '../../numeric/sigmoid.ts';
import { dot } from '../../numeric/vectors.ts';
import type { Modality } from '../../ports/collections.ts';

/** Nearness that half of the background queries have at a rank. */
export interface RankNearness {
  readonly rank: number;
  readonly nearness: number;
}

/**
 * How near queries of one modality that have no answer come to stored vectors of one modality. Nearness is the cosine within a modality.
 * Between two it is the lift: the cosine less the query's own mean cosine to the collection, because some texts are near to every picture
 * and others to none.
 */
export interface RelevanceBackground {
  readonly query: Modality;
  readonly against: Modality;
  /** Background queries that were asked. */
  readonly queries: number;
  /** Rank 1 first. */
  readonly nearnesses: readonly RankNearness[];
  /** Half the distance between the 16th and the 84th percentile of their best hits' nearnesses. */
  readonly spread: number;
  /** Of the logistic curve over `(nearness - nearnesses[0].nearness) / spread`. */
  readonly slope: number;
  readonly intercept: number;
  /** Captions of stored pictures that the curve was fitted to; 0: it is the usual one. */
  readonly answeredQueries: number;
}

/** What tells how relevant hits of one set of vectors are. Plain JSON. */
export interface RelevanceEstimate {
  /** ISO 8601. */
  readonly estimatedAt: string;
  /** Items that there were. */
  readonly itemCount: number;
  /** Mean of the stored vectors (D), by modality; none where there are too few. */
  readonly means: Partial<Readonly<Record<Modality, readonly number[]>>>;
  /** Mean of the background texts (D): what a text's vector looks like. */
  readonly textMean: readonly number[];
  readonly backgrounds: readonly RelevanceBackground[];
}

/** Below so many stored vectors of a modality, a background says nothing. */
export const fewestVectors = 30;

/** The curve where no captions tell how near answers come: as fitted on the tuning half of `npm run bench -- relevance`. */
export const usualCurve = { slope: 0.8, intercept: -0.35 } as const;

/** Why hits have no relevance. */
export type RelevanceUnavailable = 'keywords' | 'not-estimated' | 'too-few-items' | 'no-background';

/** A query whose hits are judged. */
export interface JudgedQuery {
  /** Unit length (D). */
  readonly vector: Float32Array;
  /** What the vector was made of; undefined where nobody knows. */
  readonly modality: Modality | undefined;
  readonly against: Modality;
  /** Share of the items that pass the filter, in (0, 1]. */
  readonly share: number;
}

/** Relevance in [0, 1] of a hit with this cosine, or why there is none. */
export type Judge = ((cosine: number) => number) | RelevanceUnavailable;

/** Tells how relevant a query's hits are. Takes one or two products of vectors. */
export function judgeOf(estimate: RelevanceEstimate | undefined, query: JudgedQuery): Judge {
  if (estimate === undefined) return 'not-estimated';
  const mean = estimate.means[query.against];
  if (mean === undefined) return 'too-few-items';
  const modality = query.modality ?? likelyModality(estimate, query.vector);
  const background = estimate.backgrounds.find(
    (each) => each.query === modality && each.against === query.against,
  );
  if (background === undefined) return 'no-background';
  const own = modality === query.against ? 0 : dot(query.vector, Float32Array.from(mean));
  return (cosine) => relevanceOf(background, cosine - own, query.share);
}

/**
 * Chance that a query has an answer whose best hit has this nearness, where as many queries have one as have none. Among few items chance hits
 * are less near: the best of a share of `1 / r` is about what rank `r` of all is.
 */
export function relevanceOf(background: RelevanceBackground, nearness: number, share = 1): number {
  const { spread, slope, intercept } = background;
  return sigmoid(intercept + (slope * (nearness - nearnessAt(background.nearnesses, 1 / share))) / spread);
}

/** Between two ranks, and behind the last, along the logarithm of the rank; never below what a hit at random has. */
function nearnessAt(nearnesses: readonly RankNearness[], rank: number): number {
  const behind = nearnesses.findIndex((each) => each.rank > rank);
  const upper = behind < 0 ? nearnesses.length - 1 : behind;
  const [low, high] = [nearnesses[upper - 1], nearnesses[upper]!];
  if (low === undefined) return high.nearness;
  const share = Math.log(rank / low.rank) / Math.log(high.rank / low.rank);
  return Math.max(0, low.nearness + share * (high.nearness - low.nearness));
}

/** Towers leave a gap between texts and pictures, so a vector lies on the side that it comes from. */
function likelyModality({ means, textMean }: RelevanceEstimate, vector: Float32Array): Modality {
  if (means.image === undefined) return 'text';
  const to = (mean: readonly number[]) => {
    const values = Float32Array.from(mean);
    return dot(vector, values) / Math.sqrt(dot(values, values));
  };
  return to(means.image) > to(textMean) ? 'image' : 'text';
}
