import { expect, it } from 'vitest';
import { defaultIndex, rankedCandidates } from '../../../../core/search/indexes/index-settings.ts';

const index = defaultIndex(512);

it.each([
  ['exact', 11, 11],
  ['hnsw', 11, 11],
  ['hnsw-half', 11, 40],
  ['hnsw-half', 100, 125],
] as const)('%s ranks as many for the %i best however large the collection is', (kind, depth, count) => {
  expect(rankedCandidates({ ...index, kind }, depth)).toEqual({ least: count, most: count, growth: 0 });
});

it.each([
  [200, 11, { least: 200, most: 800, growth: 0.8 }],
  [40, 11, { least: 88, most: 160, growth: 0.16 }],
  [1000, 11, { least: 1_000, most: 4_000, growth: 4 }],
  [200, 50, { least: 400, most: 800, growth: 0.8 }],
  // The order further down is known by bits to no more among few vectors than among many.
  [200, 200, { least: 1_600, most: 1_600, growth: 0.8 }],
] as const)(
  'a graph of bits with efSearch %i ranks for the %i best by the size of the collection',
  (efSearch, depth, candidates) => {
    expect(rankedCandidates({ ...index, kind: 'hnsw-binary', efSearch }, depth)).toEqual(candidates);
  },
);
