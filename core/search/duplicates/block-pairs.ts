import { dot } from '../../numeric/vectors.ts';
import type { Collection, Modality } from '../../ports/collections.ts';
import type { NearPairs } from '../../ports/near-pairs.ts';
import type { FeatureRows, NearRows, PairSearch } from '../../ports/product-search.ts';
import { turns } from '../turns.ts';
import type { NearGroups } from './near-groups.ts';
import type { PairFinder } from './near-scan.ts';

export interface BlockPairsDependencies {
  readonly nearPairs: Pick<NearPairs, 'vectors'>;
  readonly openSearch: () => Promise<PairSearch>;
}

export interface BlockQuery {
  readonly modality: Modality;
  /** Least cosine. */
  readonly minScore: number;
  /** Vectors at most; what was added since they were counted is left for the next comparison. */
  readonly count: number;
}

/** Rows of one block: its products take 32 MiB in the process that makes them. */
export interface PairBlocks {
  readonly queries: number;
  readonly candidates: number;
  /** Pairs that leave that process at a time. */
  readonly pairs: number;
}

const defaultBlocks: PairBlocks = { queries: 1024, candidates: 8192, pairs: 500_000 };
/** Pairs after which others may get their turn: of 4,000 dimensions some 2 ms. */
const pairsPerTurn = 512;
/** Bytes of vectors that one statement reads. */
const readBytes = 8 * 2 ** 20;

/**
 * Reads all vectors once and compares them in blocks, the upper triangle of all pairs, outside of the database and of this process.
 * The products, of float32, only choose which pairs are looked at: the cosine that counts is of float64, over the vectors as stored.
 */
export class BlockPairs implements PairFinder {
  readonly #deps: BlockPairsDependencies;
  readonly #collection: Collection;
  readonly #query: BlockQuery;
  readonly #blocks: PairBlocks;
  #values: Float32Array | undefined;
  #search: PairSearch | undefined;
  /** Squared lengths. */
  readonly #squares: Float64Array;
  #after = '0';
  #read = 0;
  #isRead = false;
  /** Where the present block begins, and its pairs that were already taken. */
  #at = { query: 0, candidate: 0, skip: 0 };

  constructor(
    deps: BlockPairsDependencies,
    collection: Collection,
    query: BlockQuery,
    blocks = defaultBlocks,
  ) {
    this.#deps = deps;
    this.#collection = collection;
    this.#query = query;
    this.#blocks = blocks;
    this.#squares = new Float64Array(query.count);
  }

  get covered(): number {
    return this.#at.query;
  }

  readonly isExact = true;

  async next(groups: NearGroups): Promise<boolean> {
    if (!this.#isRead) await this.#readSome(groups);
    else await this.#compareSome(groups);
    const isDone = this.#isRead && this.#at.query >= this.#read;
    if (isDone) this.#values = undefined;
    return isDone;
  }

  async rest(): Promise<void> {
    const search = this.#search;
    this.#search = undefined;
    await search?.close();
  }

  async #readSome(groups: NearGroups): Promise<void> {
    const { dimension } = this.#collection;
    const { modality, count } = this.#query;
    const most = Math.max(1, Math.floor(readBytes / (4 * dimension)));
    const limit = Math.min(most, count - this.#read);
    const { nearPairs } = this.#deps;
    const { ids, values } = await nearPairs.vectors(this.#collection, modality, this.#after, limit);
    this.#values ??= new Float32Array(count * dimension);
    this.#values.set(values, this.#read * dimension);
    for (const [i, id] of ids.entries()) {
      const place = groups.place(id);
      const vector = values.subarray(i * dimension, (i + 1) * dimension);
      this.#squares[place] = dot(vector, vector);
    }
    this.#read += ids.length;
    this.#after = ids.at(-1) ?? this.#after;
    this.#isRead = ids.length < limit || this.#read === count;
  }

  /** One block, or the next part of one that is full of pairs. */
  async #compareSome(groups: NearGroups): Promise<void> {
    const { query, candidate, skip } = this.#at;
    const { queries, candidates, pairs } = this.#blocks;
    if (query >= this.#read) return;
    this.#search ??= await this.#deps.openSearch();
    const slack = this.#slack();
    const above = this.#query.minScore - slack;
    const select = { above, skip, limit: pairs };
    const found = await this.#search.near(
      this.#rows(query, queries),
      this.#rows(candidate, candidates),
      select,
    );
    await this.#take(found, groups, slack);
    if (found.scores.length === pairs) this.#at = { query, candidate, skip: skip + pairs };
    else if (candidate + candidates < this.#read)
      this.#at = { query, candidate: candidate + candidates, skip: 0 };
    else {
      const next = Math.min(query + queries, this.#read);
      this.#at = { query: next, candidate: next, skip: 0 };
    }
  }

  #rows(start: number, size: number): FeatureRows {
    const { dimension } = this.#collection;
    const end = Math.min(start + size, this.#read);
    return { count: end - start, dimension, values: this.#vectors(start, end) };
  }

  #vectors(start: number, end: number): Float32Array {
    const { dimension } = this.#collection;
    return this.#values!.subarray(start * dimension, end * dimension);
  }

  /**
   * How far a float32 product may be from the cosine: rounding adds up to γ = D·2⁻²⁴ of the lengths, in whatever order it sums, and
   * the lengths may be off 1 themselves.
   */
  #slack(): number {
    let off = 0;
    for (let i = 0; i < this.#read; i++) off = Math.max(off, Math.abs(this.#squares[i]! - 1));
    return (this.#collection.dimension + 8) * 2 ** -24 * (1 + off) + off;
  }

  async #take({ rows, scores }: NearRows, groups: NearGroups, slack: number): Promise<void> {
    const { query, candidate } = this.#at;
    const turn = turns();
    for (let i = 0; i < scores.length; i++) {
      if (i % pairsPerTurn === 0) await turn();
      const [a, b] = [query + rows[2 * i]!, candidate + rows[2 * i + 1]!];
      if (b <= a || !groups.isNews(a, b, Math.min(1, scores[i]! + slack))) continue;
      const score = this.#cosine(a, b);
      if (score >= this.#query.minScore) groups.add(a, b, score);
    }
  }

  /** Of two equal vectors exactly 1. */
  #cosine(a: number, b: number): number {
    const product = dot(this.#vectors(a, a + 1), this.#vectors(b, b + 1));
    return Math.min(1, product / Math.sqrt(this.#squares[a]! * this.#squares[b]!));
  }
}
