import { normalise } from '../../numeric/vectors.ts';
import type { Collection, Modality, VectorIndex } from '../../ports/collections.ts';
import type { SearchPlan } from '../plan-search.ts';

/** How much of the truth an index finds. */
export interface RecallEstimate {
  /** Mean share of the true ten nearest that a search finds, in [0, 1]. */
  readonly recallAt10: number;
  readonly queries: number;
  /** ISO 8601. */
  readonly measuredAt: string;
}

const depth = 10;
const queryCount = 50;

/**
 * Compares what the index finds with what a comparison of everything finds. Queries lie in between two stored vectors at random: every
 * other close to the first, the others half-way, where an index finds it hardest.
 * @returns undefined for a collection with fewer than two vectors
 */
export async function measureRecall(
  index: VectorIndex,
  collection: Collection,
  now: Date,
): Promise<RecallEstimate | undefined> {
  const { modality, vectors } = await sampleVectors(index, collection);
  if (vectors.length < 2) return undefined;
  let found = 0;
  let expected = 0;
  for (const [i, vector] of vectors.entries()) {
    const query = between(vector, vectors[(i + 1) % vectors.length]!, i % 2 === 0 ? 0.75 : 0.5);
    const ids = (plan: SearchPlan) => nearestIds(index, collection, query, modality, plan);
    const truth = await ids({ kind: 'exact' });
    const answer = new Set(await ids({ kind: 'approximate' }));
    found += truth.filter((id) => answer.has(id)).length;
    expected += truth.length;
  }
  return { recallAt10: found / expected, queries: vectors.length, measuredAt: now.toISOString() };
}

async function sampleVectors(index: VectorIndex, collection: Collection) {
  for (const modality of ['image', 'text'] as const) {
    const sample = await index.sample(collection, modality, queryCount);
    const vectors = sample.map(({ vector }) => vector);
    if (vectors.length >= 2) return { modality, vectors };
  }
  return { modality: 'image' as const, vectors: [] };
}

/** Two vectors that cancel each other out have no direction in between. */
function between(a: Float32Array, b: Float32Array, share: number): Float32Array {
  const sum = a.map((value, i) => share * value + (1 - share) * b[i]!);
  return sum.some((value) => value !== 0) ? normalise(sum) : a;
}

async function nearestIds(
  index: VectorIndex,
  collection: Collection,
  vector: Float32Array,
  against: Modality,
  plan: SearchPlan,
): Promise<readonly string[]> {
  const query = { vector, spaceId: collection.spaceId, against, first: depth, excludeItemIds: [], plan };
  return (await index.nearest(collection, query)).nodes.map(({ item }) => item.id);
}
