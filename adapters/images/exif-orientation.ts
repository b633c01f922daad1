import { bytesAt, fourLettersAt, viewOf } from './byte-reader.ts';
import { jpegSegments } from './jpeg-header.ts';
import type { MediaType } from './unreadable-image.ts';

/** As the pixels stand in the file. */
const upright = 1;

/**
 * How a picture has to be turned to be shown, 1 to 8, as browsers and thumbnails do; from 5 on width and height change places. 1 where
 * nothing can be read. Source: Exif 2.32, table 4.
 */
export function exifOrientation(encoded: Uint8Array, mediaType: MediaType): number {
  try {
    const exif = readers[mediaType]?.(encoded);
    return exif === undefined ? upright : orientationOf(exif);
  } catch (error) {
    if (error instanceof RangeError) return upright;
    throw error;
  }
}

/** The Exif of a picture: a TIFF file without pixels. @throws RangeError when cut short */
type ExifReader = (encoded: Uint8Array) => Uint8Array | undefined;

const readers: Partial<Record<MediaType, ExifReader>> = {
  'image/jpeg': jpegExif,
  'image/png': pngExif,
  'image/webp': webpExif,
};

const app1 = 0xe1;
const prefix = 'Exif';
const prefixBytes = 6;

function jpegExif(encoded: Uint8Array): Uint8Array | undefined {
  const view = viewOf(encoded);
  for (const { marker, at } of jpegSegments(view)) {
    if (marker === app1 && fourLettersAt(encoded, at + 2) === prefix)
      return withoutPrefix(bytesAt(encoded, at + 2, view.getUint16(at) - 2));
  }
  return undefined;
}

function pngExif(encoded: Uint8Array): Uint8Array | undefined {
  const view = viewOf(encoded);
  for (let at = 8; ; at += 12 + view.getUint32(at)) {
    const name = fourLettersAt(encoded, at + 4);
    if (name === 'eXIf') return bytesAt(encoded, at + 8, view.getUint32(at));
    if (name === 'IDAT' || name === 'IEND') return undefined;
  }
}

const webpHasExif = 0x08;

/** Only of the extended form, whose first chunk says what follows; chunks are padded to an even length. */
function webpExif(encoded: Uint8Array): Uint8Array | undefined {
  const view = viewOf(encoded);
  if (fourLettersAt(encoded, 12) !== 'VP8X' || (view.getUint8(20) & webpHasExif) === 0) return undefined;
  let at = 12;
  while (fourLettersAt(encoded, at) !== 'EXIF') {
    const length = view.getUint32(at + 4, true);
    at += 8 + length + (length % 2);
  }
  return withoutPrefix(bytesAt(encoded, at + 8, view.getUint32(at + 4, true)));
}

function withoutPrefix(exif: Uint8Array): Uint8Array {
  return fourLettersAt(exif, 0) === prefix ? exif.subarray(prefixBytes) : exif;
}

const orientationTag = 0x0112;
const shortType = 3;
const entryBytes = 12;

/** Looks through the first directory. */
function orientationOf(tiff: Uint8Array): number {
  const view = viewOf(tiff);
  const isLittle = view.getUint16(0) === 0x4949; // "II"; "MM" otherwise
  const directory = view.getUint32(4, isLittle);
  const count = view.getUint16(directory, isLittle);
  for (let i = 0; i < count; i++) {
    const entry = directory + 2 + i * entryBytes;
    if (view.getUint16(entry, isLittle) !== orientationTag) continue;
    const value = view.getUint16(entry + 8, isLittle);
    return view.getUint16(entry + 2, isLittle) === shortType && value >= 1 && value <= 8 ? value : upright;
  }
  return upright;
}
