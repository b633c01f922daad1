import { describe, expect, it } from 'vitest';
import { resizePositions } from '../../../core/numeric/resize-positions.ts';
import { readJsonFile } from '../../support/read-json-file.ts';
import { hasShared, sharedPath } from '../../support/shared.ts';

interface Case {
  readonly from_grid: number;
  readonly to_grid: number;
  readonly input: readonly (readonly number[])[];
  readonly output: readonly (readonly number[])[];
}

const cases = hasShared
  ? (readJsonFile(sharedPath('golden/models-tiny/resize_pos_embed/cases.json')) as unknown as readonly Case[])
  : [];

describe.skipIf(!hasShared)("the original's resize_pos_embed", () => {
  it.each(cases)('$from_grid → $to_grid', ({ from_grid: from, to_grid: to, input, output }) => {
    const found = resizePositions(Float32Array.from(input.flat()), from, to, input[0]!.length);
    expect(found).toBeAllClose(Float32Array.from(output.flat()), { atol: 1e-5 });
  });
});

describe('resizePositions', () => {
  const grid = Float32Array.of(9, 1, 2, 3, 4); // (1 + 2², 1)

  it('changes nothing for the same grid', () => {
    expect(resizePositions(grid, 2, 2, 1)).toEqual(grid);
  });

  it('keeps the class token and the corners', () => {
    const found = resizePositions(grid, 2, 5, 1);
    const corners = [1, 5, 21, 25].map((place) => found[place]!);
    expect([found[0], ...corners]).toBeAllClose([9, 1, 2, 3, 4], { atol: 1e-6 });
  });
});
