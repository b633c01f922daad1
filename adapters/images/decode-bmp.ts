import type { ByteImage } from '../../core/imaging/raster-image.ts';
import { type BmpHeader, readBmp } from './bmp-header.ts';
import { lookUp } from './colour-table.ts';
import { unreadableImage } from './unreadable-image.ts';

/** An uncompressed BMP as Pillow 9.4 loads it. @throws DomainError IMAGE_UNREADABLE */
export function decodeBmp(encoded: Uint8Array): ByteImage {
  const header = readBmp(encoded);
  const { mode, width, height, bitsPerPixel } = header;
  const stride = Math.ceil((width * bitsPerPixel) / 32) * 4;
  const lastRowBytes = Math.ceil((width * bitsPerPixel) / 8);
  if (header.pixelsAt + stride * (height - 1) + lastRowBytes > encoded.length) {
    throw unreadableImage('ends before its last pixel');
  }
  const isIndexed = bitsPerPixel <= 8;
  const rows = isIndexed ? readIndices(encoded, header, stride) : readColours(encoded, header, stride);
  if (mode === 'P') return { mode, width, height, data: lookUp(rows, header.palette) };
  return { mode, width, height, data: mode === '1' ? rows.map((bit) => bit * 255) : rows };
}

/** Where a row of the picture starts in the file; rows are stored from the bottom unless the header says otherwise. */
function rowStart({ pixelsAt, isTopDown, height }: BmpHeader, stride: number, y: number): number {
  return pixelsAt + stride * (isTopDown ? y : height - 1 - y);
}

/** One palette index per pixel, most significant bits first. */
function readIndices(encoded: Uint8Array, header: BmpHeader, stride: number): Uint8Array {
  const { width, height, bitsPerPixel } = header;
  const indices = new Uint8Array(width * height);
  const mask = 2 ** bitsPerPixel - 1;
  for (let y = 0; y < height; y++) {
    const start = rowStart(header, stride, y);
    for (let x = 0; x < width; x++) {
      const bit = x * bitsPerPixel;
      indices[y * width + x] = (encoded[start + (bit >>> 3)]! >>> (8 - bitsPerPixel - (bit & 7))) & mask;
    }
  }
  return indices;
}

/** RGB or RGBA bytes of 16, 24 and 32 bits per pixel. */
function readColours(encoded: Uint8Array, header: BmpHeader, stride: number): Uint8Array {
  const { width, height, bitsPerPixel } = header;
  const fields = colourFields(header);
  const bytesPerPixel = bitsPerPixel / 8;
  const data = new Uint8Array(width * height * fields.length);
  let target = 0;
  for (let y = 0; y < height; y++) {
    let at = rowStart(header, stride, y);
    for (let x = 0; x < width; x++, at += bytesPerPixel) {
      let pixel = 0;
      for (let byte = bytesPerPixel - 1; byte >= 0; byte--) pixel = (pixel << 8) | encoded[at + byte]!;
      for (const { shift, maximum } of fields) {
        data[target++] = Math.trunc((((pixel >>> shift) & maximum) * 255) / maximum);
      }
    }
  }
  return data;
}

interface ColourField {
  readonly shift: number;
  /** Value of full brightness: 31, 63 or 255. */
  readonly maximum: number;
}

/** Red, green, blue and, for RGBA, alpha of a pixel read as a little-endian number. */
function colourFields({ bitsPerPixel, masks, mode }: BmpHeader): readonly ColourField[] {
  const isImplied = masks.every((mask) => mask === 0);
  const implied = bitsPerPixel === 16 ? [0x7c00, 0x3e0, 0x1f] : [0xff0000, 0xff00, 0xff];
  const used = isImplied ? [...implied, 0xff000000] : masks;
  return used.slice(0, mode === 'RGBA' ? 4 : 3).map((mask) => {
    const shift = 31 - Math.clz32(mask & -mask);
    const maximum = mask >>> shift;
    if (![31, 63, 255].includes(maximum)) throw unreadableImage('is a BMP with unusual colour masks');
    return { shift, maximum };
  });
}
