import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { PooledImagePreprocessor } from '../../../adapters/images/pooled-image-preprocessor.ts';

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/images/${name}`, import.meta.url));
const red = { r: 255, g: 0, b: 0 };
const blue = { r: 0, g: 0, b: 255 };

/** Left half red, right half blue. */
const halves = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: red } }).composite([
    {
      input: { create: { width: width / 2, height, channels: 3, background: blue } },
      left: width / 2,
      top: 0,
    },
  ]);

/** Channels of one pixel. */
async function pixel(webp: Uint8Array, left: number, top: number): Promise<number[]> {
  return [...(await sharp(webp).extract({ left, top, width: 1, height: 1 }).raw().toBuffer())];
}

describe('thumbnails', () => {
  const pool = new PooledImagePreprocessor({ maxThreads: 1 });
  afterAll(() => pool.close());

  it('are WebP, as long as asked for along the longer edge', async () => {
    const webp = await pool.thumbnail(await halves(900, 300).jpeg().toBuffer(), 256);
    expect(await sharp(webp).metadata()).toMatchObject({ format: 'webp', width: 256, height: 85 });
  });

  it('do not enlarge a small picture', async () => {
    const webp = await pool.thumbnail(await halves(40, 20).png().toBuffer(), 256);
    expect(await sharp(webp).metadata()).toMatchObject({ width: 40, height: 20 });
  });

  it.each([
    [1, [100, 50], 'red'],
    [3, [100, 50], 'blue'],
    [6, [50, 100], 'red'],
    [8, [50, 100], 'blue'],
  ])('stand upright with EXIF orientation %i', async (orientation, [width, height], first) => {
    const jpeg = await halves(400, 200).withMetadata({ orientation }).jpeg().toBuffer();
    const webp = await pool.thumbnail(jpeg, 100);
    const { data, info } = await sharp(webp).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([width, height]);
    const [r, , b] = [...data.subarray(0, 3)];
    expect(r! > b!).toBe(first === 'red');
    expect((await sharp(webp).metadata()).orientation).toBeUndefined();
  });

  it.each(['rgb.bmp', 'transparent.gif', 'cmyk.jpg', 'gray16.png', 'palette-transparent.png', 'lossy.webp'])(
    'are made of %s',
    async (name) => {
      const webp = await pool.thumbnail(fixture(name), 16);
      const { format, width, height } = await sharp(webp).metadata();
      expect([format, Math.max(width, height)]).toEqual(['webp', 16]);
    },
  );

  it('keep what is transparent in a GIF', async () => {
    const alpha = { r: 255, g: 0, b: 0, alpha: 0 };
    const drawing = sharp({ create: { width: 32, height: 32, channels: 4, background: alpha } }).composite([
      { input: { create: { width: 16, height: 32, channels: 3, background: blue } }, left: 0, top: 0 },
    ]);
    const webp = await pool.thumbnail(await drawing.gif().toBuffer(), 256);
    expect((await pixel(webp, 30, 5))[3]).toBe(0);
    expect((await pixel(webp, 4, 5))[3]).toBe(255);
  });

  it.each([
    ['no picture', Buffer.from('no picture'), 'IMAGE_UNREADABLE'],
    ['a picture cut short', fixture('photo.jpg').subarray(0, 400), 'IMAGE_UNREADABLE'],
    [
      'a format that is not allowed',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      'IMAGE_UNREADABLE',
    ],
  ])('are not made of %s', async (_, bytes, code) => {
    await expect(pool.thumbnail(bytes, 256)).rejects.toMatchObject({ code });
  });

  it('are not made of what has too many pixels', async () => {
    const small = new PooledImagePreprocessor({
      maxThreads: 1,
      limits: { maxBytes: 1_000_000, maxPixels: 100, maxEdge: 1000 },
    });
    const png = await halves(40, 20).png().toBuffer();
    await expect(small.thumbnail(png, 256)).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
    await small.close();
  });
});
