import type { RasterImage } from '../../core/imaging/raster-image.ts';
import { decodeBmp } from './decode-bmp.ts';
import { decodeGif } from './decode-gif.ts';
import { decodeWithSharp } from './decode-with-sharp.ts';
import { type ImageHeader, readImageHeader } from './image-header.ts';
import { defaultImageLimits, type ImageLimits } from './image-limits.ts';

/**
 * An encoded picture in the mode Pillow 9.4 would open it in, with the pixels it would see.
 * @param leastEdge of a JPEG: it may be decoded at 1/2, 1/4 or 1/8 of its size, as long as no edge falls below this
 * @throws DomainError IMAGE_UNREADABLE | IMAGE_TOO_LARGE, the latter before anything is decoded
 */
export async function decodeImage(
  encoded: Uint8Array,
  limits: ImageLimits = defaultImageLimits,
  leastEdge?: number,
): Promise<RasterImage> {
  const header = readImageHeader(encoded, limits);
  if (header.mediaType === 'image/gif') return decodeGif(encoded);
  if (header.mediaType === 'image/bmp') return decodeBmp(encoded);
  const divisor =
    leastEdge === undefined || header.mediaType !== 'image/jpeg' ? 1 : jpegDivisor(header, leastEdge);
  return decodeWithSharp(encoded, header, divisor);
}

function jpegDivisor({ width, height }: ImageHeader, leastEdge: number): number {
  return [8, 4, 2].find((divisor) => Math.floor(Math.min(width, height) / divisor) >= leastEdge) ?? 1;
}
