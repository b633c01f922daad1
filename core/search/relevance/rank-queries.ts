import type { Collection, Modality, VectorIndex } from '../../ports/collections.ts';
import type { NearPairs } from '../../ports/near-pairs.ts';
import type { ProductSearch } from '../../ports/product-search.ts';
import type { SearchPlan } from '../plan-search.ts';
import { turns } from '../turns.ts';
import type { BackgroundQuery } from './background-queries.ts';

/** Cosines of the best hits of each query, the best first, as many as it asks for or as there are. */
export type RankQueries = (
  queries: readonly BackgroundQuery[],
  against: Modality,
) => Promise<readonly (readonly number[])[]>;

/** Called before each step with the number of steps done. */
export type OnStep = (done: number) => Promise<void>;

/** Bytes of vectors that one statement reads. */
const readBytes = 8 * 2 ** 20;

/** A search for each query, as callers would have it answered. */
export function throughIndex(
  { index, collection }: { readonly index: Pick<VectorIndex, 'nearest'>; readonly collection: Collection },
  onStep: OnStep,
): RankQueries {
  const plan: SearchPlan = { kind: collection.index.kind === 'exact' ? 'exact' : 'approximate' };
  const { spaceId } = collection;
  let done = 0;
  return async (queries, against) => {
    const rankings: (readonly number[])[] = [];
    for (const query of queries) {
      await onStep(done++);
      const { nodes } = await index.nearest(collection, { ...query, spaceId, against, plan });
      rankings.push(nodes.map(({ score }) => score));
    }
    return rankings;
  };
}

export interface OnePassDependencies {
  readonly nearPairs: Pick<NearPairs, 'vectors'>;
  readonly products: Pick<ProductSearch, 'best'>;
  readonly collection: Collection;
}

/**
 * Reads all vectors once, in blocks, and compares each block with all queries outside of the database and of this process. Without an
 * index that is one scan instead of one for each query.
 */
export function inOnePass(deps: OnePassDependencies, onStep: OnStep, blockBytes = readBytes): RankQueries {
  let done = 0;
  return async (queries, against) => {
    const rankings = queries.map((query) => new Ranking(query));
    const { products, collection } = deps;
    const asked = rowsOf(queries, collection.dimension);
    const turn = turns();
    for await (const { ids, values } of blocks(deps, against, blockBytes)) {
      await onStep(done++);
      const k = Math.min(ids.length, Math.max(...rankings.map(({ depth }) => depth)));
      const candidates = { count: ids.length, dimension: collection.dimension, values };
      const { scores, rows } = await products.best(asked, candidates, k);
      for (const [i, ranking] of rankings.entries()) {
        ranking.take(ids, rows.subarray(i * k, (i + 1) * k), scores.subarray(i * k, (i + 1) * k));
        await turn();
      }
    }
    return rankings.map(({ cosines }) => cosines);
  };
}

/** Best cosines of one query so far. */
class Ranking {
  readonly #query: BackgroundQuery;
  #cosines: readonly number[] = [];

  constructor(query: BackgroundQuery) {
    this.#query = query;
  }

  /** Candidates of a block that suffice, whoever of them is left out. */
  get depth(): number {
    return this.#query.first + this.#query.excludeItemIds.length;
  }

  get cosines(): readonly number[] {
    return this.#cosines;
  }

  take(ids: readonly string[], rows: Int32Array, scores: Float32Array): void {
    const { excludeItemIds, first } = this.#query;
    const passing = [...scores].filter((_, i) => !excludeItemIds.includes(ids[rows[i]!]!));
    this.#cosines = [...this.#cosines, ...passing].sort((a, b) => b - a).slice(0, first);
  }
}

async function* blocks(
  { nearPairs, collection }: OnePassDependencies,
  against: Modality,
  blockBytes: number,
) {
  const limit = Math.max(1, Math.floor(blockBytes / (4 * collection.dimension)));
  for (let after = '0'; ; ) {
    const block = await nearPairs.vectors(collection, against, after, limit);
    if (block.ids.length > 0) yield block;
    if (block.ids.length < limit) return;
    after = block.ids.at(-1)!;
  }
}

/** (queries, dimension) */
function rowsOf(queries: readonly BackgroundQuery[], dimension: number) {
  const values = new Float32Array(queries.length * dimension);
  for (const [i, { vector }] of queries.entries()) values.set(vector, i * dimension);
  return { count: queries.length, dimension, values };
}
