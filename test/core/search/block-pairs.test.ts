import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OnnxPairSearch } from '../../../adapters/onnx/onnx-pair-search.ts';
import { seededRandom } from '../../../core/numeric/seeded-random.ts';
import { dot, normalise } from '../../../core/numeric/vectors.ts';
import type { Collection } from '../../../core/ports/collections.ts';
import type { NearPair, NearPairs } from '../../../core/ports/near-pairs.ts';
import { BlockPairs } from '../../../core/search/duplicates/block-pairs.ts';
import { type NearGroup, NearGroups } from '../../../core/search/duplicates/near-groups.ts';
import { NearScan } from '../../../core/search/duplicates/near-scan.ts';

const dimension = 24;
const blocks = { queries: 16, candidates: 32, pairs: 60 };
const random = seededRandom(3);
const unit = (from?: Float32Array, noise = 1) =>
  normalise(Float32Array.from({ length: dimension }, (_, i) => (from?.[i] ?? 0) + noise * (random() - 0.5)));

function cosine(a: Float32Array, b: Float32Array): number {
  return Math.min(1, dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)));
}

const collection = { id: '1', vectorSetId: '1', dimension } as Collection;

/** Vectors of the items 1, 2, … */
function stored(vectors: readonly Float32Array[]): Pick<NearPairs, 'vectors'> {
  return {
    vectors: async (_collection, _modality, afterId, limit) => {
      const from = Number(afterId);
      const next = vectors.slice(from, from + limit);
      return {
        ids: next.map((_, i) => `${from + i + 1}`),
        values: Float32Array.from(next.flatMap((vector) => [...vector])),
      };
    },
  };
}

/** Comparing everything. */
function allPairs(vectors: readonly Float32Array[]): readonly NearPair[] {
  return vectors.flatMap((x, i) =>
    vectors.slice(0, i).map((y, j) => ({ a: `${i + 1}`, b: `${j + 1}`, score: cosine(x, y) })),
  );
}

function groupsOf(pairs: readonly NearPair[], minScore: number): readonly NearGroup[] {
  const groups = new NearGroups();
  for (const { a, b, score } of pairs)
    if (score >= minScore) groups.add(groups.place(a), groups.place(b), score);
  return groups.groups();
}

describe('duplicates in blocks', () => {
  let search: OnnxPairSearch;
  let opened = 0;
  beforeAll(async () => {
    search = await OnnxPairSearch.open(1);
  });
  afterAll(() => search?.close());

  /** One session for all, which each scan opens and closes as if it were its own. */
  function scanOf(vectors: readonly Float32Array[], minScore: number): NearScan {
    const openSearch = async () => {
      opened++;
      return { near: search.near.bind(search), close: async () => void opened-- };
    };
    const query = { modality: 'text', minScore, count: vectors.length } as const;
    return new NearScan(
      new BlockPairs({ nearPairs: stored(vectors), openSearch }, collection, query, blocks),
    );
  }

  async function expectBruteForce(vectors: readonly Float32Array[], minScore: number): Promise<void> {
    const scan = scanOf(vectors, minScore);
    await scan.advance(60_000);
    expect([scan.isComplete, scan.isExact, scan.covered]).toEqual([true, true, vectors.length]);
    expect(scan.groups()).toEqual(groupsOf(allPairs(vectors), minScore));
  }

  it('are what comparing everything finds: chains over borders, equal ones and ties', async () => {
    const centre = unit();
    const chain = [unit()];
    for (let i = 0; i < 40; i++) chain.push(unit(chain.at(-1)!, 0.12));
    const vectors = [...chain, ...Array.from({ length: 30 }, () => unit())];
    for (let i = 0; i < 30; i++) vectors.splice(2 * i, 0, i % 3 === 0 ? centre : unit(centre, 0.1));
    for (const minScore of [0.5, 0.9, 0.95, 0.99, 1]) await expectBruteForce(vectors, minScore);
  });

  it('hold at a threshold that is a cosine, and at the next number above', async () => {
    const centre = unit();
    const vectors = Array.from({ length: 70 }, (_, i) => unit(centre, 0.02 + i / 100));
    const scores = allPairs(vectors).map(({ score }) => score);
    const edges = scores.filter((score) => score > 0.9).slice(0, 6);
    for (const edge of edges) {
      await expectBruteForce(vectors, edge);
      await expectBruteForce(vectors, edge + Number.EPSILON / 2);
      await expectBruteForce(vectors, Math.fround(edge));
    }
  });

  it('count vectors that are not of length 1 by their cosines', async () => {
    const centre = unit();
    const vectors = Array.from({ length: 40 }, (_, i) =>
      unit(centre, 0.3).map((value) => value * (1 + (i - 20) / 10_000)),
    );
    await expectBruteForce(vectors, 0.97);
  });

  it('go on where they stopped, hold no process between requests, and stop when nobody waits', async () => {
    const vectors = Array.from({ length: 70 }, (_, i) => (i % 10 === 0 ? vectorsOf(0) : unit()));
    const scan = scanOf(vectors, 0.999);
    const seen: number[] = [];
    for (let i = 0; !scan.isComplete && i < 100; i++) {
      await scan.advance(Number.MIN_VALUE);
      expect(opened).toBe(0);
      seen.push(scan.covered);
    }
    expect(seen.at(-1)).toBe(70);
    expect(new Set(seen)).toEqual(new Set([0, 16, 32, 48, 64, 70]));
    expect(scan.groups().map(({ members }) => members.length)).toEqual([7]);

    const left = scanOf(vectors, 0.999);
    await expect(left.advance(60_000, AbortSignal.abort(new Error('left')))).rejects.toThrow('left');
    expect([left.isComplete, left.covered, opened]).toEqual([false, 0, 0]);
    await left.advance(60_000);
    expect(left.groups().map(({ members }) => members.length)).toEqual([7]);
  });
});

function vectorsOf(axis: number): Float32Array {
  return Float32Array.from({ length: dimension }, (_, i) => (i === axis ? 1 : 0));
}
