import { expect, it } from 'vitest';
import { sigmoid } from '../../../core/numeric/sigmoid.ts';

it('is a half at 0, mirrored around it, and finite everywhere', () => {
  expect(sigmoid(0)).toBe(0.5);
  expect([sigmoid(2), sigmoid(-2)]).toBeAllClose([0.8807970779778823, 0.11920292202211755], { atol: 1e-15 });
  expect([sigmoid(1000), sigmoid(-1000)]).toEqual([1, 0]);
  expect(sigmoid(-700)).toBeGreaterThan(0);
});
