import type { Collection, Modality, VectorIndex } from '../../ports/collections.ts';
import type { OtherVectorSet, SharedItem, VectorSets } from '../../ports/vector-sets.ts';
import { inSet } from './in-set.ts';

/** How far two sets of vectors give the same answers to the same queries. */
export interface OverlapReport {
  readonly queries: number;
  /** Mean share of ten hits that are the same, in any order, in [0, 1]. */
  readonly overlapAt10: number;
  /** Mean rank-biased overlap, p = 0.9: near 1 when also the first ranks agree. */
  readonly rankBiasedOverlap: number;
  /** The queries whose answers differ most. */
  readonly worst: readonly { readonly key: string; readonly overlapAt10: number }[];
  /** ISO 8601. */
  readonly measuredAt: string;
}

const depth = 10;
const queryCount = 50;
const worstCount = 5;
const persistence = 0.9;

/**
 * Rank-biased overlap of two rankings of the same depth, extrapolated (Webber, Moffat and Zobel, "A similarity measure for indefinite
 * rankings", TOIS 2010, equation 32), in [0, 1].
 */
export function rankBiasedOverlap(a: readonly string[], b: readonly string[], p = persistence): number {
  const length = Math.min(a.length, b.length);
  if (length === 0) return 0;
  const [seenA, seenB] = [new Set<string>(), new Set<string>()];
  let common = 0;
  let sum = 0;
  for (let d = 1; d <= length; d++) {
    const [x, y] = [a[d - 1]!, b[d - 1]!];
    if (x === y) common += 1;
    else common += Number(seenB.has(x)) + Number(seenA.has(y));
    seenA.add(x);
    seenB.add(y);
    sum += (common / d) * p ** d;
  }
  return (common / length) * p ** length + ((1 - p) / p) * sum;
}

/**
 * Searches by stored items, each by its vector in the set that is searched: what is like them in the one set, and in the other.
 * @returns undefined when no two items have vectors in both
 */
export async function measureOverlap(
  deps: { readonly index: VectorIndex; readonly vectorSets: VectorSets },
  collection: Collection,
  other: OtherVectorSet,
  now: Date,
): Promise<OverlapReport | undefined> {
  for (const modality of ['image', 'text'] as const) {
    const items = await deps.vectorSets.sampleShared(collection, other, modality, queryCount);
    if (items.length < 2) continue;
    const answers: Answer[] = [];
    for (const item of items) {
      const answer = await compare(deps.index, collection, other, modality, item);
      if (answer !== undefined) answers.push(answer);
    }
    return summarise(answers, now);
  }
  return undefined;
}

interface Answer {
  readonly key: string;
  readonly overlapAt10: number;
  readonly rankBiasedOverlap: number;
}

/** Undefined for an item that was deleted meanwhile. */
async function compare(
  index: VectorIndex,
  collection: Collection,
  other: OtherVectorSet,
  modality: Modality,
  { id, key }: SharedItem,
): Promise<Answer | undefined> {
  const [ours, theirs] = await Promise.all(
    [collection, inSet(collection, other)].map((set) => nearestIds(index, set, modality, id)),
  );
  if (ours === undefined || theirs === undefined) return undefined;
  const longest = Math.max(ours.length, theirs.length);
  if (longest === 0) return { key, overlapAt10: 1, rankBiasedOverlap: 1 };
  const overlapAt10 = ours.filter((each) => theirs.includes(each)).length / longest;
  return { key, overlapAt10, rankBiasedOverlap: rankBiasedOverlap(ours, theirs) };
}

async function nearestIds(
  index: VectorIndex,
  collection: Collection,
  against: Modality,
  itemId: string,
): Promise<readonly string[] | undefined> {
  const vector = await index.vectorOf(collection, itemId, against);
  if (vector === undefined) return undefined;
  const { spaceId } = collection;
  const plan = { kind: 'approximate' } as const;
  const query = { vector, spaceId, against, first: depth, excludeItemIds: [itemId], plan };
  return (await index.nearest(collection, query)).nodes.map(({ item }) => item.id);
}

function summarise(answers: readonly Answer[], now: Date): OverlapReport | undefined {
  if (answers.length === 0) return undefined;
  const mean = (of: (answer: Answer) => number) =>
    answers.reduce((sum, answer) => sum + of(answer), 0) / answers.length;
  const worst = answers.toSorted((a, b) => a.rankBiasedOverlap - b.rankBiasedOverlap).slice(0, worstCount);
  return {
    queries: answers.length,
    overlapAt10: mean((answer) => answer.overlapAt10),
    rankBiasedOverlap: mean((answer) => answer.rankBiasedOverlap),
    worst: worst.map(({ key, overlapAt10 }) => ({ key, overlapAt10 })),
    measuredAt: now.toISOString(),
  };
}
