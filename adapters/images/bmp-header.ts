import { bytesAt, viewOf } from './byte-reader.ts';
import type { ImageHeader } from './image-header.ts';
import { unreadableImage } from './unreadable-image.ts';

/** How the pixels of a BMP are stored. */
export interface BmpHeader extends ImageHeader {
  readonly mode: '1' | 'L' | 'P' | 'RGB' | 'RGBA';
  readonly bitsPerPixel: number;
  readonly isTopDown: boolean;
  /** RGB triples of modes `1`, `L` and `P`. */
  readonly palette: Uint8Array;
  /** Bit masks of red, green, blue and alpha; zero where `bitsPerPixel` alone says it. */
  readonly masks: readonly [number, number, number, number];
  readonly pixelsAt: number;
}

const infoSizes = [40, 64, 108, 124];
const uncompressed = 0;
const bitFields = 3;

/** See {@link readBmp}. */
export const readBmpHeader: (encoded: Uint8Array) => ImageHeader = readBmp;

/**
 * Reads file header, information header and palette. Follows Pillow 9.4's `BmpImagePlugin.py`; run-length encoded
 * files, which that reads too, are refused.
 * @throws RangeError when cut short
 */
export function readBmp(encoded: Uint8Array): BmpHeader {
  const view = viewOf(encoded);
  const headerSize = view.getUint32(14, true);
  const info = headerSize === 12 ? coreInfo(view) : windowsInfo(view, headerSize);
  const { bitsPerPixel } = info;
  if (![1, 4, 8, 16, 24, 32].includes(bitsPerPixel))
    throw unreadableImage(`is a BMP of ${bitsPerPixel} bits per pixel`);
  const hasMasksAfterHeader = info.compression === bitFields && headerSize === 40;
  const palette = paletteOf(encoded, 14 + headerSize, info);
  const stored = view.getUint32(10, true);
  const endOfInfo = 14 + headerSize;
  const end = endOfInfo + (hasMasksAfterHeader ? 12 : 0) + (palette.length / 3) * info.entryBytes;
  return {
    ...info,
    mediaType: 'image/bmp',
    mode: modeOf(info, palette),
    bitsPerChannel: 8,
    palette,
    // Some files give the place of the palette, or nothing, as that of the pixels.
    pixelsAt: stored === 0 || (stored === endOfInfo && palette.length > 0) ? end : stored,
  };
}

interface BmpInfo extends Pick<BmpHeader, 'width' | 'height' | 'bitsPerPixel' | 'isTopDown' | 'masks'> {
  readonly compression: number;
  readonly colours: number;
  readonly entryBytes: 3 | 4;
}

function coreInfo(view: DataView): BmpInfo {
  const bitsPerPixel = view.getUint16(24, true);
  return {
    width: view.getUint16(18, true),
    height: view.getUint16(20, true),
    bitsPerPixel,
    isTopDown: false,
    masks: [0, 0, 0, 0],
    compression: uncompressed,
    colours: 2 ** bitsPerPixel,
    entryBytes: 3,
  };
}

function windowsInfo(view: DataView, headerSize: number): BmpInfo {
  if (!infoSizes.includes(headerSize)) throw unreadableImage('is a BMP with an unknown header');
  const compression = view.getUint32(30, true);
  if (compression !== uncompressed && compression !== bitFields) throw unreadableImage('is a compressed BMP');
  const mask = (at: number) => (compression === bitFields ? view.getUint32(at, true) : 0);
  const height = view.getInt32(22, true);
  const bitsPerPixel = view.getUint16(28, true);
  return {
    width: view.getUint32(18, true),
    height: Math.abs(height),
    bitsPerPixel,
    isTopDown: height < 0,
    masks: [mask(54), mask(58), mask(62), headerSize >= 56 ? mask(66) : 0],
    compression,
    colours: view.getUint32(46, true) || 2 ** bitsPerPixel,
    entryBytes: 4,
  };
}

function paletteOf(
  encoded: Uint8Array,
  at: number,
  { bitsPerPixel, colours, entryBytes }: BmpInfo,
): Uint8Array {
  if (bitsPerPixel > 8) return new Uint8Array();
  if (colours > 65_536) throw unreadableImage(`is a BMP with a palette of ${colours} colours`);
  const entries = bytesAt(encoded, at, colours * entryBytes);
  // Stored as blue, green, red.
  return Uint8Array.from(
    { length: colours * 3 },
    (_, i) => entries[Math.trunc(i / 3) * entryBytes + 2 - (i % 3)]!,
  );
}

function modeOf({ bitsPerPixel, masks, compression }: BmpInfo, palette: Uint8Array): BmpHeader['mode'] {
  if (bitsPerPixel > 8) {
    const allZero = masks.every((mask) => mask === 0);
    return compression === bitFields && bitsPerPixel === 32 && (masks[3] !== 0 || allZero) ? 'RGBA' : 'RGB';
  }
  if (bitsPerPixel === 1 && palette.join() === '0,0,0,255,255,255') return '1';
  return bitsPerPixel === 8 && palette.every((value, i) => value === Math.trunc(i / 3)) ? 'L' : 'P';
}
