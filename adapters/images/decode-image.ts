import type { RasterImage } from '../../core/imaging/raster-image.ts';
import { decodeBmp } from './decode-bmp.ts';
import { decodeGif } from './decode-gif.ts';
import { decodeWithSharp } from './decode-with-sharp.ts';
import { readImageHeader } from './image-header.ts';
import { defaultImageLimits, type ImageLimits } from './image-limits.ts';

/**
 * An encoded picture in the mode Pillow 9.4 would open it in, with the pixels it would see.
 * @throws DomainError IMAGE_UNREADABLE | IMAGE_TOO_LARGE, the latter before anything is decoded
 */
export async function decodeImage(
  encoded: Uint8Array,
  limits: ImageLimits = defaultImageLimits,
): Promise<RasterImage> {
  const header = readImageHeader(encoded, limits);
  if (header.mediaType === 'image/gif') return decodeGif(encoded);
  if (header.mediaType === 'image/bmp') return decodeBmp(encoded);
  return decodeWithSharp(encoded, header);
}
