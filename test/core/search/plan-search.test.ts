import { expect, it } from 'vitest';
import { planSearch } from '../../../core/search/plan-search.ts';

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
  expect(planSearch({ vectorCount, selectivity }, 11).kind).toBe(kind);
});

it('walks the index until that has cost as much as comparing all that pass, and never on and on', () => {
  expect(planSearch({ vectorCount: 1_000_000, selectivity: 0.1 }, 11)).toEqual({
    kind: 'approximate',
    candidates: 20_000,
    passing: 91,
  });
  expect(planSearch({ vectorCount: 200_000, selectivity: 0.2 }, 11)).toEqual({
    kind: 'approximate',
    candidates: 8_000,
    passing: 91,
  });
  expect(planSearch({ vectorCount: 10_000_000, selectivity: 0.5 }, 150)).toEqual({
    kind: 'approximate',
    candidates: 20_000,
    passing: 300,
  });
});

it('compares everything where the page asked for is deep', () => {
  expect(planSearch({ vectorCount: 100_000, selectivity: 0.2 }, 1000).kind).toBe('exact');
});
