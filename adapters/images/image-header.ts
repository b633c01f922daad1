import type { RasterMode } from '../../core/imaging/raster-image.ts';
import { readBmpHeader } from './bmp-header.ts';
import { readGifHeader } from './gif-header.ts';
import { type ImageLimits, requireDimensions, requireEncodedSize } from './image-limits.ts';
import { readJpegHeader } from './jpeg-header.ts';
import { readPngHeader } from './png-header.ts';
import { type MediaType, unreadableImage } from './unreadable-image.ts';
import { readWebpHeader } from './webp-header.ts';

/** What the first bytes of a picture say. */
export interface ImageHeader {
  readonly mediaType: MediaType;
  readonly width: number;
  readonly height: number;
  /** Mode Pillow opens it in; undefined where only the decoder can tell (WebP: RGB or RGBA). */
  readonly mode: RasterMode | undefined;
  readonly bitsPerChannel: 8 | 16;
}

/**
 * The header of an encoded picture, within the limits. Nothing is decoded.
 * @throws DomainError IMAGE_UNREADABLE | IMAGE_TOO_LARGE
 */
export function readImageHeader(encoded: Uint8Array, limits: ImageLimits): ImageHeader {
  requireEncodedSize(encoded.length, limits);
  if (encoded.length === 0) throw unreadableImage('is empty: it has no bytes');
  const header = parse(encoded);
  if (header.width < 1 || header.height < 1) throw unreadableImage('has no pixels');
  requireDimensions(header.width, header.height, limits);
  return header;
}

function parse(encoded: Uint8Array): ImageHeader {
  const read = readers.find(({ magic }) => magic.every((byte, i) => encoded[i] === byte))?.read;
  if (read === undefined) throw unreadableImage('is of an unknown or unsupported type');
  try {
    return read(encoded);
  } catch (error) {
    if (error instanceof RangeError) throw unreadableImage('ends within its header', error);
    throw error;
  }
}

const readers: readonly {
  /** First bytes of the file. */
  readonly magic: readonly number[];
  readonly read: (encoded: Uint8Array) => ImageHeader;
}[] = [
  { magic: [0xff, 0xd8, 0xff], read: readJpegHeader },
  { magic: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], read: readPngHeader }, // .PNG....
  { magic: [0x52, 0x49, 0x46, 0x46], read: readWebpHeader }, // RIFF
  { magic: [0x47, 0x49, 0x46, 0x38], read: readGifHeader }, // GIF8
  { magic: [0x42, 0x4d], read: readBmpHeader }, // BM
];
