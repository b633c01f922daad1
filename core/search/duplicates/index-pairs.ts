import type { Collection } from '../../ports/collections.ts';
import type { NearItems, NearPair, NearPairs, NearQuery } from '../../ports/near-pairs.ts';
import type { NearGroups } from './near-groups.ts';
import type { PairFinder } from './near-scan.ts';

/** Items that one statement looks at. */
const chunkSize = 100;
/** Vectors this close have the same neighbours. */
const sameScore = 0.999999;

/** Asks the database for the nearest of one item after the other. */
export class IndexPairs implements PairFinder {
  readonly #index: NearPairs;
  readonly #collection: Collection;
  readonly #query: NearQuery;
  /** Items all of whose near ones are known. */
  readonly #whole = new Set<string>();
  #after = '0';
  #covered = 0;
  #isCut = false;

  constructor(index: NearPairs, collection: Collection, query: NearQuery) {
    this.#index = index;
    this.#collection = collection;
    this.#query = query;
  }

  get covered(): number {
    return this.#covered;
  }

  get isExact(): boolean {
    return this.#query.exact && !this.#isCut;
  }

  async next(groups: NearGroups): Promise<boolean> {
    const found = await this.#index.nearest(this.#collection, this.#query, this.#after, chunkSize);
    for (const near of found) await this.#take(near, groups);
    this.#covered += found.length;
    this.#after = found.at(-1)?.itemId ?? this.#after;
    return found.length < chunkSize;
  }

  async rest(): Promise<void> {
    // Nothing is held.
  }

  async #take(near: NearItems, groups: NearGroups): Promise<void> {
    keep(near.pairs, groups);
    if (!near.isCut) return;
    // One of many equal ones speaks for all.
    if (near.pairs.some(({ b, score }) => score >= sameScore && this.#whole.has(b))) return;
    const all = await this.#index.allOf(this.#collection, this.#query, near.itemId);
    this.#whole.add(near.itemId);
    this.#isCut ||= all.isCut;
    keep(all.pairs, groups);
  }
}

function keep(pairs: readonly NearPair[], groups: NearGroups): void {
  for (const { a, b, score } of pairs) groups.add(groups.place(a), groups.place(b), score);
}
