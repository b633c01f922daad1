import { describe, expect, it } from 'vitest';
import { frameOf } from '../../../core/imaging/frame.ts';
import { toSquare } from '../../../core/imaging/to-square.ts';
import { noise } from './noise.ts';

const crop = (size: number) => ({ size, resize: 'centre-crop', filter: 'pillow-bicubic' }) as const;

describe('frameOf', () => {
  it('cuts the long edge off to a whole number and rounds half a pixel to the even side', () => {
    // 40 × 6 / 26 = 9.23 → 9, (9 − 6) / 2 = 1.5 → 2; 40 × 10 / 26 = 15.38 → 15, (15 − 10) / 2 = 2.5 → 2
    expect(frameOf(crop(6), { width: 40, height: 26 }).across).toEqual({ length: 9, start: 2, count: 6 });
    expect(frameOf(crop(10), { width: 26, height: 40 }).down).toEqual({ length: 15, start: 2, count: 10 });
  });

  it('keeps all of a square picture and of a squashed one', () => {
    const whole = { length: 8, start: 0, count: 8 };
    expect(frameOf(crop(8), { width: 3, height: 3 })).toMatchObject({ across: whole, down: whole });
    const squash = { ...crop(8), resize: 'squash' } as const;
    expect(frameOf(squash, { width: 3, height: 30 })).toMatchObject({ across: whole, down: whole });
  });
});

describe('toSquare, the middle kept', () => {
  it('takes extreme pictures without memory for what is cut away', () => {
    for (const [width, height] of [
      [1, 65_535],
      [65_535, 1],
    ] as const) {
      for (const mode of ['L', 'P'] as const) {
        const data = noise(65_535 * (mode === 'P' ? 3 : 1), 5);
        expect(toSquare({ mode, width, height, data }, crop(224)).length).toBe(224 * 224 * 3);
      }
    }
  });

  it('does not multiply by alpha what it only cuts', () => {
    const data = Uint8Array.from([9, 9, 9, 0, 200, 100, 50, 0, 9, 9, 9, 0]);
    expect([...toSquare({ mode: 'RGBA', width: 3, height: 1, data }, crop(1))]).toEqual([200, 100, 50]);
  });
});
