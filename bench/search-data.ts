/** @file What `npm run bench -- search` searches in, and what it asks: vectors in clusters, with tags that filters ask for. */

import { seededRandom } from '../core/numeric/seeded-random.ts';
import type { IndexEntry } from '../core/ports/collections.ts';
import type { ItemFilter } from '../core/search/item-filter.ts';
import { ClusteredVectors } from './clustered-vectors.ts';

export const dimension = 512;
const clusters = 1_000;
/** Of the items, in percent. */
export const selectivities = [50, 5, 0.5, 0.05] as const;

/**
 * How the items that pass lie to the query: anywhere (by a tag, or by a range of numbers), in clusters of which the query's is one, or in
 * clusters of which it is none.
 */
export const placements = ['independent', 'range', 'correlated', 'anticorrelated'] as const;
export type Placement = (typeof placements)[number];

/** The same in every run. */
export class SearchData {
  readonly #vectors = new ClusteredVectors({ dimension, clusters });

  entry(i: number): IndexEntry {
    const number = seededRandom(Math.imul(i + 1, 0x85ebca6b))();
    const cluster = this.#vectors.clusterOf(i);
    const tags = selectivities.flatMap((percent) => [
      ...(number < percent / 100 ? [`any${percent}`] : []),
      ...(isAmong(cluster, percent) ? [`clusters${percent}`] : []),
    ]);
    return {
      key: String(i),
      text: `第 ${i} 个`,
      image: null,
      metadata: { number, tags },
      vectors: { text: this.#vectors.vector(i) },
    };
  }

  /** The first of `count` items that are stored nowhere, as queries. */
  queries(stored: number, count: number, placement: Placement, percent: number): readonly Float32Array[] {
    const found: Float32Array[] = [];
    for (let i = stored; found.length < count; i++) {
      const among = isAmong(this.#vectors.clusterOf(i), percent);
      if (placement === 'correlated' ? !among : placement === 'anticorrelated' && among) continue;
      found.push(this.#vectors.vector(i));
    }
    return found;
  }
}

export function filterOf(placement: Placement, percent: number): ItemFilter {
  if (placement === 'range') return { number: { field: 'number', lt: percent / 100 } };
  const tag = `${placement === 'independent' ? 'any' : 'clusters'}${percent}`;
  return { list: { field: 'tags', containsAny: [tag] } };
}

/** Whether a cluster is among the last ones, which have this share of all vectors. */
function isAmong(cluster: number, percent: number): boolean {
  return cluster >= Math.round(clusters * (1 - percent / 100) ** 2);
}
