/**
 * The mode Pillow would open a picture in, which decides how it is resized.
 * `1` and `P` are resized by nearest neighbour and hold looked-up colours: one byte (0 or 255) per pixel for `1`,
 * RGB for `P` (nearest neighbour picks whole pixels, so colours and palette indices give the same picture).
 * `I` is 16-bit grey. `CMYK` holds ink, 255 = full.
 */
export type RasterMode = '1' | 'L' | 'LA' | 'RGB' | 'RGBA' | 'P' | 'I' | 'CMYK';

/** A decoded picture: rows from the top, channels interleaved, `width * height * channelsOf(mode)` values. */
export type RasterImage = ByteImage | WideImage;

export interface ByteImage {
  readonly mode: Exclude<RasterMode, 'I'>;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** 16-bit grey, values 0..65535. */
export interface WideImage {
  readonly mode: 'I';
  readonly width: number;
  readonly height: number;
  readonly data: Uint16Array;
}

const channelsByMode: Readonly<Record<RasterMode, number>> = {
  '1': 1,
  L: 1,
  LA: 2,
  RGB: 3,
  RGBA: 4,
  P: 3,
  I: 1,
  CMYK: 4,
};

/** How many interleaved values one pixel of a mode takes. */
export function channelsOf(mode: RasterMode): number {
  return channelsByMode[mode];
}
