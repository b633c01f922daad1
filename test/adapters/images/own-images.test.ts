import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeImage } from '../../../adapters/images/decode-image.ts';
import { toRgb } from '../../../core/imaging/to-rgb.ts';
import { squash } from '../../support/squash.ts';

const folder = new URL('../../fixtures/images/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

interface Expected {
  readonly mode: string;
  readonly width: number;
  readonly height: number;
  readonly decoded: string;
  readonly resizeFirst: string;
  readonly convertFirst: string;
}

const expected = Object.entries(
  JSON.parse(read('expected.json').toString()) as Readonly<Record<string, Expected>>,
);

describe('pictures of our own, one of each kind', () => {
  it.each(expected)('%s gives the pixels it gave when it agreed with Pillow', async (name, entry) => {
    const image = await decodeImage(read(name));
    expect({
      mode: image.mode,
      width: image.width,
      height: image.height,
      decoded: sha256(toRgb(image)),
      resizeFirst: sha256(squash(image, 32)),
      convertFirst: sha256(squash(image, 32, 'convert-first')),
    }).toEqual(entry);
  });

  it('is not turned by its EXIF orientation', async () => {
    expect(await decodeImage(read('photo-exif6.jpg'))).toEqual(await decodeImage(read('photo.jpg')));
  });

  it('has the same pixels as PNG and as BMP', async () => {
    expect(await decodeImage(read('rgb.bmp'))).toEqual(await decodeImage(read('rgb.png')));
  });

  it('is not changed by the transparency of a palette', async () => {
    expect(await decodeImage(read('palette-transparent.png'))).toEqual(
      await decodeImage(read('palette.png')),
    );
  });
});
