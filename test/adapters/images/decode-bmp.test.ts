import { describe, expect, it } from 'vitest';
import { decodeBmp } from '../../../adapters/images/decode-bmp.ts';

interface BmpParts {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly compression?: number;
  readonly colours?: number;
  /** Masks or palette, then the pixels. */
  readonly extra?: readonly number[];
  readonly pixels: readonly number[];
  /** Empty bytes between headers and pixels. */
  readonly gap?: number;
}

/** A BMP with the header of Windows 3. */
function bmp({
  width,
  height,
  bits,
  compression = 0,
  colours = 0,
  extra = [],
  pixels,
  gap = 0,
}: BmpParts): Buffer {
  const header = Buffer.alloc(54);
  header.write('BM', 0, 'latin1');
  header.writeUInt32LE(54 + extra.length + gap, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(bits, 28);
  header.writeUInt32LE(compression, 30);
  header.writeUInt32LE(colours, 46);
  return Buffer.concat([header, Buffer.from(extra), Buffer.alloc(gap), Buffer.from(pixels)]);
}

const decoded = (parts: BmpParts) => {
  const { mode, data } = decodeBmp(bmp(parts));
  return { mode, data: [...data] };
};
const size = { width: 2, height: 1 };
const colours = [3, 2, 1, 0, 6, 5, 4, 0]; // stored blue, green, red, unused
const mask = (...masks: number[]) =>
  masks.flatMap((m) => [m & 255, (m >>> 8) & 255, (m >>> 16) & 255, m >>> 24]);

describe('decodeBmp', () => {
  it('reads 24 bits from the bottom up, and from the top where the height is negative', () => {
    const pixels = [3, 2, 1, 0, 6, 5, 4, 0];
    expect(decoded({ width: 1, height: 2, bits: 24, pixels }).data).toEqual([4, 5, 6, 1, 2, 3]);
    expect(decoded({ width: 1, height: -2, bits: 24, pixels }).data).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('goes where the header says the pixels are', () => {
    expect(decoded({ width: 1, height: 1, bits: 24, pixels: [3, 2, 1], gap: 10 }).data).toEqual([1, 2, 3]);
  });

  it('reads 32 bits as RGB, and as RGBA where a mask names alpha', () => {
    const pixels = [3, 2, 1, 9, 6, 5, 4, 9];
    expect(decoded({ ...size, bits: 32, pixels })).toEqual({ mode: 'RGB', data: [1, 2, 3, 4, 5, 6] });
    const header = Buffer.alloc(16 + 52);
    bmp({ ...size, bits: 32, compression: 3, pixels: [] }).copy(header);
    header.writeUInt32LE(124, 10);
    header.writeUInt32LE(108, 14);
    const version4 = Buffer.alloc(122);
    header.copy(version4, 0, 0, 54);
    Buffer.from(mask(0xff0000, 0xff00, 0xff, 0xff000000)).copy(version4, 54);
    version4.writeUInt32LE(122, 10);
    const image = decodeBmp(Buffer.concat([version4, Buffer.from(pixels)]));
    expect({ mode: image.mode, data: [...image.data] }).toEqual({
      mode: 'RGBA',
      data: [1, 2, 3, 9, 4, 5, 6, 9],
    });
  });

  it('spreads 16 bits over 0 to 255, rounding down', () => {
    const pixels = [0xff, 0x7f, 0x01, 0x00];
    expect(decoded({ ...size, bits: 16, pixels }).data).toEqual([255, 255, 255, 0, 0, 8]);
    const extra = mask(0xf800, 0x7e0, 0x1f);
    expect(
      decoded({ ...size, bits: 16, compression: 3, extra, pixels: [0xff, 0xff, 0x20, 0x00] }).data,
    ).toEqual([255, 255, 255, 0, 4, 0]);
  });

  it('reads palettes of 1, 4 and 8 bits as mode P', () => {
    const expected = { mode: 'P', data: [4, 5, 6, 1, 2, 3] };
    const palette = { ...size, colours: 2, extra: colours };
    expect(decoded({ ...palette, bits: 1, pixels: [0b10000000, 0, 0, 0] })).toEqual(expected);
    expect(decoded({ ...palette, bits: 4, pixels: [0x10, 0, 0, 0] })).toEqual(expected);
    expect(decoded({ ...palette, bits: 8, pixels: [1, 0, 0, 0] })).toEqual(expected);
  });

  it('reads an odd number of 4-bit pixels in every row', () => {
    const pixels = [0x01, 0x00, 0, 0, 0x10, 0x10, 0, 0];
    const image = decodeBmp(bmp({ width: 3, height: 2, bits: 4, colours: 2, extra: colours, pixels }));
    expect([...image.data].filter((_, i) => i % 3 === 0)).toEqual([4, 1, 4, 1, 4, 1]);
  });

  it('reads black and white as mode 1 and a ramp of grey as mode L', () => {
    const bilevel = {
      ...size,
      bits: 1,
      colours: 2,
      extra: [0, 0, 0, 0, 255, 255, 255, 0],
      pixels: [0x80, 0, 0, 0],
    };
    expect(decoded(bilevel)).toEqual({ mode: '1', data: [255, 0] });
    const ramp = Array.from({ length: 256 }, (_, i) => [i, i, i, 0]).flat();
    expect(decoded({ ...size, bits: 8, extra: ramp, pixels: [7, 200, 0, 0] })).toEqual({
      mode: 'L',
      data: [7, 200],
    });
  });

  it('refuses what it cannot read, by name', () => {
    const run = { ...size, bits: 8, colours: 2, extra: colours, pixels: [2, 1, 0, 1] };
    expect(() => decoded({ ...run, compression: 1 })).toThrow('is a compressed BMP');
    expect(() => decoded({ ...size, bits: 5, pixels: [] })).toThrow('5 bits per pixel');
    const extra = mask(0xff00, 0xf, 0xf0);
    expect(() => decoded({ ...size, bits: 16, compression: 3, extra, pixels: [0, 0, 0, 0] })).toThrow(
      'colour masks',
    );
    expect(() => decoded({ ...size, bits: 24, pixels: [1, 2, 3, 4, 5] })).toThrow(
      'ends before its last pixel',
    );
  });
});
