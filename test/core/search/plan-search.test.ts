import { expect, it } from 'vitest';
import { planSearch } from '../../../core/search/plan-search.ts';

it.each([
  ['few items', 6000, 0.5, 'exact'],
  ['few that pass of many', 1_000_000, 0.005, 'exact'],
  ['hardly any that pass', 1_000_000, 0.0005, 'exact'],
  ['half of many', 1_000_000, 0.5, 'approximate'],
  ['a twentieth of many', 1_000_000, 0.05, 'approximate'],
  ['all of 50,000', 50_000, 1, 'approximate'],
] as const)('of %s the plan is fit', (_, vectorCount, selectivity, kind) => {
  expect(planSearch({ vectorCount, selectivity }, 11).kind).toBe(kind);
});

it('looks at twice as many candidates as the share of matches asks for', () => {
  const plan = planSearch({ vectorCount: 1_000_000, selectivity: 0.1 }, 11);
  expect(plan).toEqual({ kind: 'approximate', candidates: 220 });
});

it('compares everything where the page asked for is deep', () => {
  expect(planSearch({ vectorCount: 100_000, selectivity: 0.2 }, 1000).kind).toBe('exact');
});
