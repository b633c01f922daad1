import { describe, expect, it } from 'vitest';
import { wholeAxis } from '../../../core/imaging/frame.ts';
import { resampleWeights } from '../../../core/imaging/resample-weights.ts';
import type { Bands, RowPass } from '../../../core/imaging/row-pass.ts';
import { scalarRowPass } from '../../../core/imaging/scalar-row-pass.ts';
import { hasVectors, vectorRowPass } from '../../../core/imaging/vector-row-pass.ts';
import { noise } from './noise.ts';

function rowsOf(pass: RowPass, bands: Bands, to: number): Uint8Array[] {
  const rows: Uint8Array[] = [];
  pass(bands, resampleWeights(bands.width, wholeAxis(to), 'pillow-bicubic'), (y, row) => {
    expect(y).toBe(rows.length);
    rows.push(row.slice());
  });
  return rows;
}

describe('the vectorised row pass', () => {
  it('is what runs here', () => {
    expect(hasVectors).toBe(true);
  });

  it.each([1, 2, 3, 4])(
    'gives the bytes of the plain one for %i channels, shrinking and stretching',
    (channels) => {
      for (const [width, to] of [
        [1, 1],
        [1, 64],
        [3, 224],
        [63, 64],
        [65, 64],
        [500, 7],
        [4000, 224],
      ] as const) {
        const bands = { width, height: 3, channels, data: noise(width * 3 * channels, width) };
        expect(rowsOf(vectorRowPass, bands, to)).toEqual(rowsOf(scalarRowPass, bands, to));
      }
    },
  );

  it('clamps overshoot on both sides', () => {
    const data = Uint8Array.from([0, 0, 0, 255, 255, 255, 0, 0, 0]);
    const [row] = rowsOf(vectorRowPass, { width: 9, height: 1, channels: 1, data }, 36);
    expect(Math.min(...row!)).toBe(0);
    expect(Math.max(...row!)).toBe(255);
    expect([row]).toEqual(rowsOf(scalarRowPass, { width: 9, height: 1, channels: 1, data }, 36));
  });

  it('needs no earlier call of the same size', () => {
    const small = { width: 8, height: 2, channels: 3, data: noise(48, 1) };
    const before = rowsOf(vectorRowPass, small, 4);
    rowsOf(vectorRowPass, { width: 30_000, height: 2, channels: 4, data: noise(240_000, 2) }, 300);
    expect(rowsOf(vectorRowPass, small, 4)).toEqual(before);
  });
});
