import { dot } from '../../core/numeric/vectors.ts';
import type { Collection, Modality } from '../../core/ports/collections.ts';
import type { NearItems, NearPairs, NearQuery, VectorRows } from '../../core/ports/near-pairs.ts';
import type { FakeCollections } from './fake-collections.ts';

/** Compares everything in {@link FakeCollections}. */
export class FakeNearPairs implements NearPairs {
  readonly #collections: FakeCollections;
  /** Items looked at. */
  looked = 0;

  constructor(collections: FakeCollections) {
    this.#collections = collections;
  }

  async countVectors(collection: Collection, modality: Modality): Promise<number> {
    return (await this.#vectors(collection, modality)).length;
  }

  async vectors(
    collection: Collection,
    modality: Modality,
    afterId: string,
    limit: number,
  ): Promise<VectorRows> {
    const all = await this.#vectors(collection, modality);
    const next = all.filter(({ id }) => id > afterId).slice(0, limit);
    return {
      ids: next.map(({ id }) => id),
      values: Float32Array.from(next.flatMap(({ vector }) => [...vector])),
    };
  }

  async nearest(
    collection: Collection,
    query: NearQuery,
    afterId: string,
    limit: number,
  ): Promise<readonly NearItems[]> {
    const all = await this.#vectors(collection, query.modality);
    const next = all.filter(({ id }) => id > afterId).slice(0, limit);
    this.looked += next.length;
    return Promise.all(next.map(({ id }) => this.allOf(collection, query, id)));
  }

  async allOf(collection: Collection, { modality, minScore }: NearQuery, itemId: string): Promise<NearItems> {
    const all = await this.#vectors(collection, modality);
    const { vector } = all.find(({ id }) => id === itemId)!;
    const pairs = all
      .filter(({ id }) => id !== itemId)
      .map((other) => ({ a: itemId, b: other.id, score: dot(vector, other.vector) }))
      .filter(({ score }) => score >= minScore);
    return { itemId, pairs, isCut: false };
  }

  async #vectors(collection: Collection, modality: Modality) {
    const { nodes } = await this.#collections.listItems(collection.id, 10_000);
    const vectors = await Promise.all(
      nodes.map(async ({ id }) => ({
        id,
        vector: await this.#collections.vectorOf(collection, id, modality),
      })),
    );
    return vectors.flatMap(({ id, vector }) => (vector === undefined ? [] : [{ id, vector }]));
  }
}
