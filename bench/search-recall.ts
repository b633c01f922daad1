import type { ItemFilter } from '../core/search/item-filter.ts';
import type { SearchCollection } from './search-collection.ts';
import { filterOf, type Placement } from './search-data.ts';

/** A query, and the keys of what a comparison of everything finds. */
export interface Question {
  readonly vector: Float32Array;
  readonly filter?: ItemFilter;
  readonly expected: readonly string[];
}

/** What is true of the collection, found out once for all kinds of indexes. */
export class Truth {
  readonly place: SearchCollection;
  readonly #count: number;
  readonly #known = new Map<string, readonly Question[]>();

  constructor(place: SearchCollection, count: number) {
    this.place = place;
    this.#count = count;
  }

  unfiltered(): Promise<readonly Question[]> {
    return this.#questions('independent', 100);
  }

  filtered(placement: Placement, percent: number): Promise<readonly Question[]> {
    return this.#questions(placement, percent, filterOf(placement, percent));
  }

  async #questions(placement: Placement, percent: number, filter?: ItemFilter): Promise<readonly Question[]> {
    const name = `${placement} ${percent}`;
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const { data, vectors, index, collection } = this.place;
    const questions: Question[] = [];
    for (const vector of data.queries(vectors, this.#count, placement, percent)) {
      const plan = { kind: 'exact' } as const;
      const rest = filter === undefined ? { plan } : { plan, filter };
      const { nodes } = await index.nearest(collection, this.place.nearest(vector, rest));
      questions.push({ vector, ...(filter && { filter }), expected: nodes.map(({ item }) => item.key) });
    }
    this.#known.set(name, questions);
    return questions;
  }
}

/** Share of the true nearest that were found. */
export function recall({ expected }: Question, found: readonly string[]): number {
  return expected.length === 0 ? 1 : expected.filter((key) => found.includes(key)).length / expected.length;
}
