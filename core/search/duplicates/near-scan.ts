import { DomainError } from '../../errors.ts';
import type { Collection } from '../../ports/collections.ts';
import type { NearItems, NearPair, NearPairs, NearQuery } from '../../ports/near-pairs.ts';
import { compareIds, groupPairs, type NearGroup } from './group-pairs.ts';

/** Items that one statement looks at. */
const chunkSize = 100;
const maximumPairs = 200_000;
/** Vectors this close have the same neighbours. */
const sameScore = 0.999999;

/** Looks at the items of a collection one after the other, as far as it was let, and goes on from there. */
export class NearScan {
  readonly #index: NearPairs;
  readonly #collection: Collection;
  readonly #query: NearQuery;
  readonly #pairs = new Map<string, NearPair>();
  /** Items all of whose near ones are known. */
  readonly #whole = new Set<string>();
  #groups: readonly NearGroup[] | undefined;
  #after = '0';
  #covered = 0;
  #isComplete = false;
  #isCut = false;
  #advancing: Promise<void> | undefined;

  constructor(index: NearPairs, collection: Collection, query: NearQuery) {
    this.#index = index;
    this.#collection = collection;
    this.#query = query;
  }

  /** Items that were looked at. */
  get covered(): number {
    return this.#covered;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Whether every pair among what is covered is known for certain. */
  get isExact(): boolean {
    return this.#query.exact && !this.#isCut;
  }

  groups(): readonly NearGroup[] {
    this.#groups ??= groupPairs(this.#pairs.values());
    return this.#groups;
  }

  /** Goes on for `budgetMs` at most, or to the end. Who comes meanwhile waits for the same work. */
  advance(budgetMs: number): Promise<void> {
    this.#advancing ??= this.#advance(budgetMs).finally(() => {
      this.#advancing = undefined;
    });
    return this.#advancing;
  }

  async #advance(budgetMs: number): Promise<void> {
    const end = performance.now() + budgetMs;
    while (!this.#isComplete) {
      const found = await this.#index.nearest(this.#collection, this.#query, this.#after, chunkSize);
      for (const near of found) await this.#take(near);
      this.#covered += found.length;
      this.#after = found.at(-1)?.itemId ?? this.#after;
      this.#isComplete = found.length < chunkSize;
      if (performance.now() >= end) return;
    }
  }

  async #take(near: NearItems): Promise<void> {
    this.#keep(near.pairs);
    if (!near.isCut) return;
    // One of many equal ones speaks for all.
    if (near.pairs.some(({ b, score }) => score >= sameScore && this.#whole.has(b))) return;
    const all = await this.#index.allOf(this.#collection, this.#query, near.itemId);
    this.#whole.add(near.itemId);
    this.#isCut ||= all.isCut;
    this.#keep(all.pairs);
  }

  #keep(pairs: readonly NearPair[]): void {
    for (const pair of pairs) {
      const { a, b } = pair;
      this.#pairs.set(compareIds(a, b) < 0 ? `${a} ${b}` : `${b} ${a}`, pair);
    }
    if (pairs.length > 0) this.#groups = undefined;
    if (this.#pairs.size <= maximumPairs) return;
    throw new DomainError('INVALID_INPUT', `More than ${maximumPairs} pairs of items are that near.`, {
      remedy: 'Ask for a higher minScore.',
    });
  }
}
