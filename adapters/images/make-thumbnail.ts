import sharp, { type Sharp } from 'sharp';
import { type ByteImage, channelsOf } from '../../core/imaging/raster-image.ts';
import { decodeBmp } from './decode-bmp.ts';
import { decodeGifWithAlpha } from './decode-gif.ts';
import { readImageHeader } from './image-header.ts';
import type { ImageLimits } from './image-limits.ts';
import { unreadableImage } from './unreadable-image.ts';

const patienceSeconds = 20;
const quality = 80;

/**
 * WebP of a picture as browsers show it, see `ThumbnailMaker`.
 * @throws DomainError IMAGE_UNREADABLE | IMAGE_TOO_LARGE, the latter before anything is decoded
 */
export async function makeThumbnail(
  encoded: Uint8Array,
  longestEdge: number,
  limits: ImageLimits,
): Promise<Uint8Array> {
  const { mediaType, width, height } = readImageHeader(encoded, limits);
  const size = { width: longestEdge, height: longestEdge, fit: 'inside', withoutEnlargement: true } as const;
  return opened(encoded, mediaType, width * height)
    .timeout({ seconds: patienceSeconds })
    .resize(size)
    .webp({ quality })
    .toBuffer()
    .catch((error: unknown) => {
      throw unreadableImage('could not be made smaller: its pixel data are damaged or cut short', error);
    });
}

/** What libvips is not allowed to read is decoded here. */
function opened(encoded: Uint8Array, mediaType: string, pixels: number): Sharp {
  if (mediaType === 'image/gif') return fromPixels(decodeGifWithAlpha(encoded));
  if (mediaType === 'image/bmp') return fromPixels(decodeBmp(encoded));
  return sharp(encoded, { failOn: 'error', limitInputPixels: pixels, pages: 1 }).autoOrient();
}

function fromPixels({ mode, width, height, data }: ByteImage): Sharp {
  return sharp(data, { raw: { width, height, channels: channelsOf(mode) as 1 | 2 | 3 | 4 } });
}
