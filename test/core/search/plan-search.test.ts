import { expect, it } from 'vitest';
import { defaultIndex } from '../../../core/search/indexes/index-settings.ts';
import { planSearch } from '../../../core/search/plan-search.ts';

const index = defaultIndex(512);

it.each([
  ['few items', 6000, 0.5, 'exact'],
  ['few that pass of many', 1_000_000, 0.005, 'exact'],
  ['hardly any that pass', 1_000_000, 0.0005, 'exact'],
  ['half of many', 1_000_000, 0.5, 'approximate'],
  ['a twentieth of many', 1_000_000, 0.05, 'exact'],
  ['a twentieth of very many', 10_000_000, 0.05, 'approximate'],
  ['half of 50,000', 50_000, 0.5, 'approximate'],
  ['all of 50,000', 50_000, 1, 'approximate'],
] as const)('of %s the plan is fit', (_, vectorCount, selectivity, kind) => {
  expect(planSearch({ vectorCount, selectivity }, index, 11).kind).toBe(kind);
});

it.each([
  ['five times what matches that lie evenly need', 1_000_000, 0.1, 11, { candidates: 4_550, passing: 91 }],
  ['what comparing all that pass would cost', 100_000, 0.12, 11, { candidates: 2_400, passing: 91 }],
  ['20,000 entries', 10_000_000, 0.05, 150, { candidates: 20_000, passing: 300 }],
] as const)('walks the index no farther than %s', (_, vectorCount, selectivity, depth, bounds) => {
  expect(planSearch({ vectorCount, selectivity }, index, depth)).toEqual({ kind: 'approximate', ...bounds });
});

it('compares everything where the page asked for is deep', () => {
  expect(planSearch({ vectorCount: 100_000, selectivity: 0.2 }, index, 1000).kind).toBe('exact');
});

it.each([
  ['hnsw-half', 200, 1_000_000, 11, { candidates: 910, passing: 91 }],
  ['hnsw-binary', 200, 1_000_000, 11, { candidates: 2_328, passing: 800 }],
  ['hnsw-binary', 200, 200_000, 11, { candidates: 1_740, passing: 506 }],
  ['hnsw-binary', 200, 50_000, 11, { candidates: 1_528, passing: 400 }],
  ['hnsw-binary', 50, 1_000_000, 11, { candidates: 1_128, passing: 200 }],
  ['hnsw-binary', 40, 50_000, 11, { candidates: 1_048, passing: 160 }],
  ['hnsw-binary', 50, 1_000_000, 150, { candidates: 4_800, passing: 1_200 }],
] as const)(
  'has more pass where %s with efSearch %i is not precise, by the number of %i vectors, and as many in vain',
  (kind, efSearch, vectorCount, depth, bounds) => {
    const estimate = { vectorCount, selectivity: 0.5 };
    expect(planSearch(estimate, { ...index, kind, efSearch }, depth)).toEqual({
      kind: 'approximate',
      ...bounds,
    });
  },
);
