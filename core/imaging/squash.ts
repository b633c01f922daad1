import type { ConversionOrder } from '../ports/image-preprocessor.ts';
import { premultiply, unpremultiply } from './alpha.ts';
import { type ByteImage, channelsOf, type RasterImage } from './raster-image.ts';
import { resizeBicubic } from './resize-bicubic.ts';
import { resizeNearest } from './resize-nearest.ts';
import { resizeWide } from './resize-wide.ts';
import { bytesToRgb, toRgb, wideToRgb } from './to-rgb.ts';

/**
 * RGB bytes (size, size, 3) of a picture squashed to a square, bit for bit as the original makes them with Pillow 9.4.
 * `resize-first` is `image_transform` of `cn_clip/clip/utils.py`; `convert-first` is what torchvision's ImageFolder,
 * and so the original's zero-shot script, feeds it. A picture that already is size × size is only converted.
 * May share memory with `image`.
 */
export function squash(
  image: RasterImage,
  size: number,
  order: ConversionOrder = 'resize-first',
): Uint8Array {
  if (image.width === size && image.height === size) return toRgb(image);
  if (order === 'convert-first') return squashConverted(image, size);
  if (image.mode === 'I') return wideToRgb(resizeWide(image, size));
  return bytesToRgb(image.mode, resizeNative(image, size));
}

/** Interleaved bytes of the picture's own mode, squashed in that mode. */
function resizeNative(image: ByteImage, size: number): Uint8Array {
  const channels = channelsOf(image.mode);
  const bands = { ...image, channels };
  if (image.mode === '1' || image.mode === 'P') return resizeNearest(bands, size);
  if (image.mode !== 'LA' && image.mode !== 'RGBA') return resizeBicubic(bands, size);
  const premultiplied = { ...bands, data: premultiply(image.data, channels) };
  return unpremultiply(resizeBicubic(premultiplied, size), channels);
}

/** One grey band stands for three equal ones: resizing it once gives the same bytes. */
function squashConverted(image: RasterImage, size: number): Uint8Array {
  if (image.mode === 'L' || image.mode === '1') {
    return bytesToRgb('L', resizeBicubic({ ...image, channels: 1 }, size));
  }
  return resizeBicubic({ ...image, data: toRgb(image), channels: 3 }, size);
}
