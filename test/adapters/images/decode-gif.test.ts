import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeGif } from '../../../adapters/images/decode-gif.ts';
import { noise } from '../../core/imaging/noise.ts';

const [width, height] = [150, 90];

async function asLibvips(gif: Buffer): Promise<number[]> {
  return [...(await sharp(gif).removeAlpha().raw().toBuffer())];
}

describe('decodeGif', () => {
  it.each([
    ['noise, which fills the code table many times over', noise(width * height * 3, 4)],
    ['one colour, whose codes grow long', new Uint8Array(width * height * 3).fill(77)],
    ['a gradient', Uint8Array.from({ length: width * height * 3 }, (_, i) => (i >> 3) & 255)],
  ])('agrees with libvips on %s', async (_, data) => {
    for (const progressive of [false, true]) {
      const gif = await sharp(data, { raw: { width, height, channels: 3 } })
        .gif({ progressive, dither: 0 })
        .toBuffer();
      expect([...decodeGif(gif).data]).toEqual(await asLibvips(gif));
    }
  });

  const header = (flags: number) => [...Buffer.from('GIF89a'), 3, 0, 1, 0, flags, 0, 0];
  const palette = [10, 11, 12, 20, 21, 22, 30, 31, 32, 40, 41, 42];
  const frame = (left: number, frameWidth: number) => [0x2c, left, 0, 0, 0, frameWidth, 0, 1, 0, 0];
  const transparentOne = [0x21, 0xf9, 4, 1, 0, 0, 1, 0];
  const oneThree = [2, 2, 0b01_011_100, 0b1, 0, 0x3b];

  it('keeps the colour of transparent pixels and fills the canvas around the frame with it', () => {
    const gif = Uint8Array.from([
      ...header(0x81),
      ...palette,
      ...transparentOne,
      ...frame(1, 1),
      ...oneThree,
    ]);
    expect([...decodeGif(gif).data]).toEqual([20, 21, 22, 40, 41, 42, 20, 21, 22]);
  });

  it('fills with colour 0 where nothing is transparent', () => {
    const gif = Uint8Array.from([...header(0x81), ...palette, ...frame(2, 1), ...oneThree]);
    expect([...decodeGif(gif).data]).toEqual([10, 11, 12, 10, 11, 12, 40, 41, 42]);
  });

  it('grows the canvas to hold the frame', () => {
    const gif = Uint8Array.from([...header(0x81), ...palette, ...frame(4, 1), ...oneThree]);
    expect(decodeGif(gif)).toMatchObject({ width: 5, height: 1 });
  });

  it('is grey without a palette, or with one that says no more than that', () => {
    const bare = Uint8Array.from([...header(0), ...frame(2, 1), ...oneThree]);
    expect(decodeGif(bare)).toEqual({ mode: 'L', width: 3, height: 1, data: Uint8Array.from([0, 0, 3]) });
    const ramp = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3];
    const grey = Uint8Array.from([...header(0x81), ...ramp, ...frame(2, 1), ...oneThree]);
    expect(decodeGif(grey).mode).toBe('L');
  });

  it('refuses a code that no string stands for yet', () => {
    const wrong = [2, 2, 0b01_111_100, 0b1, 0, 0x3b];
    const gif = Uint8Array.from([...header(0x81), ...palette, ...frame(2, 1), ...wrong]);
    expect(() => decodeGif(gif)).toThrow('is a damaged GIF');
  });
});
