import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ByteImage, RasterImage } from '../../../core/imaging/raster-image.ts';
import { readNpy } from '../../support/npy.ts';
import { hasShared, sharedPath } from '../../support/shared.ts';
import { squash } from '../../support/squash.ts';
import { noise } from './noise.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const image = (mode: ByteImage['mode'], width: number, height: number, data: number[]): RasterImage => ({
  mode,
  width,
  height,
  data: Uint8Array.from(data),
});

describe('toSquare, both edges resized', () => {
  it('keeps a picture of one colour exactly, for any size', () => {
    const data = Uint8Array.from({ length: 37 * 53 * 3 }, (_, i) => [7, 130, 255][i % 3]!);
    for (const size of [1, 5, 64, 224]) {
      const squashed = squash({ mode: 'RGB', width: 37, height: 53, data }, size);
      expect(squashed.length).toBe(size * size * 3);
      expect(squashed.every((value, i) => value === [7, 130, 255][i % 3])).toBe(true);
    }
  });

  it('does not resize a picture that already has the size, and shows what alpha hides', () => {
    expect([...squash(image('RGBA', 1, 1, [200, 100, 50, 0]), 1)]).toEqual([200, 100, 50]);
    expect([...squash(image('LA', 1, 1, [200, 0]), 1)]).toEqual([200, 200, 200]);
  });

  it('turns fully transparent pixels black when it resizes first, not when it converts first', () => {
    const hidden = image('RGBA', 2, 2, [200, 100, 50, 0, 200, 100, 50, 0, 200, 100, 50, 0, 200, 100, 50, 0]);
    expect(new Set(squash(hidden, 3))).toEqual(new Set([0]));
    expect(new Set(squash(hidden, 3, 'convert-first'))).toEqual(new Set([200, 100, 50]));
  });

  it('invents no colours for palette and bilevel pictures unless it converts first', () => {
    const stripes = image('1', 4, 4, [0, 255, 0, 255, 0, 255, 0, 255, 0, 255, 0, 255, 0, 255, 0, 255]);
    expect(new Set(squash(stripes, 3))).toEqual(new Set([0, 255]));
    expect(new Set(squash(stripes, 3, 'convert-first')).size).toBeGreaterThan(2);
    expect([...squash(image('P', 2, 1, [1, 2, 3, 4, 5, 6]), 1)]).toEqual([4, 5, 6]);
  });

  it('clips 16-bit grey at 255 instead of scaling it, after the resize', () => {
    const wide: RasterImage = { mode: 'I', width: 2, height: 1, data: Uint16Array.from([100, 65_535]) };
    expect([...squash(wide, 2)].filter((_, i) => i % 3 === 0)).toEqual([100, 255, 100, 255]);
    expect([...squash({ ...wide, width: 1, height: 2 }, 1)]).toEqual([255, 255, 255]);
  });

  it('mixes ink before light for CMYK', () => {
    expect([...squash(image('CMYK', 1, 1, [0, 128, 255, 0]), 1)]).toEqual([255, 127, 0]);
    expect([...squash(image('CMYK', 1, 1, [10, 20, 30, 255]), 4)]).toEqual(new Array(48).fill(0));
  });

  it('takes a picture one pixel wide and very tall without memory for its rows', () => {
    const squashed = squash({ mode: 'L', width: 1, height: 65_535, data: noise(65_535, 3) }, 64);
    expect(squashed.length).toBe(64 * 64 * 3);
  });

  it('does not change its input', () => {
    const data = noise(20 * 10 * 4, 9);
    const before = data.slice();
    squash({ mode: 'RGBA', width: 20, height: 10, data }, 16);
    expect(data).toEqual(before);
  });
});

interface Manifest {
  readonly images: readonly Readonly<Record<string, string>>[];
}

describe.skipIf(!hasShared)('toSquare of pixels that Pillow decoded', () => {
  it('gives the bytes of Pillow for CMYK in both orders', () => {
    const folder = sharedPath('golden/preprocess/');
    const manifest = JSON.parse(readFileSync(`${folder}manifest.json`, 'utf8')) as Manifest;
    const entry = manifest.images.find(({ file }) => file === 'images/cmyk.jpg')!;
    const { shape, data } = readNpy(folder + entry['decoded_native']!);
    const cmyk: RasterImage = { mode: 'CMYK', width: shape[1]!, height: shape[0]!, data: data as Uint8Array };
    for (const size of [224, 64, 336]) expect(sha256(squash(cmyk, size))).toBe(entry[`u8_${size}_sha256`]);
    for (const size of [224, 64]) {
      expect(sha256(squash(cmyk, size, 'convert-first'))).toBe(entry[`imagefolder_${size}_sha256`]);
    }
  });
});
