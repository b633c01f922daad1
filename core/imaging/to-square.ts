import type { ImageGeometry } from '../model/manifest.ts';
import type { ConversionOrder } from '../ports/image-preprocessor.ts';
import { premultiply, unpremultiply } from './alpha.ts';
import { type Frame, frameOf, isWhole } from './frame.ts';
import { type ByteImage, channelsOf, type RasterImage } from './raster-image.ts';
import { resample } from './resample.ts';
import { resizeNearest } from './resize-nearest.ts';
import { resizeWide } from './resize-wide.ts';
import { bytesToRgb, toRgb, wideToRgb } from './to-rgb.ts';

/**
 * RGB bytes (size, size, 3) of a picture, bit for bit as the original makes them with Pillow 9.4. `resize-first` is
 * `image_transform` of `cn_clip/clip/utils.py` and, cropped, `_transform` of OpenAI's `clip/clip.py`; `convert-first`
 * is what torchvision's ImageFolder, and so the original's zero-shot script, feeds it. A picture that already is
 * size × size is only converted. May share memory with `image`.
 */
export function toSquare(
  image: RasterImage,
  geometry: ImageGeometry,
  order: ConversionOrder = geometry.order ?? 'resize-first',
): Uint8Array {
  const frame = frameOf(geometry, image);
  if (isWhole(frame, image)) return toRgb(image);
  if (order === 'convert-first') return resizeConverted(image, frame);
  if (image.mode === 'I') return wideToRgb(resizeWide(image, frame));
  return bytesToRgb(image.mode, resizeNative(image, frame));
}

/** Interleaved bytes of the picture's own mode, resized in that mode. */
function resizeNative(image: ByteImage, frame: Frame): Uint8Array {
  const channels = channelsOf(image.mode);
  const bands = { ...image, channels };
  if (image.mode === '1' || image.mode === 'P') return resizeNearest(bands, frame);
  if (image.mode !== 'LA' && image.mode !== 'RGBA') return resample(bands, frame);
  // Where neither edge changes its length Pillow only crops, and alpha stays out of it.
  if (frame.across.length === image.width && frame.down.length === image.height)
    return resample(bands, frame);
  const premultiplied = { ...bands, data: premultiply(image.data, channels) };
  return unpremultiply(resample(premultiplied, frame), channels);
}

/** One grey band stands for three equal ones: resizing it once gives the same bytes. */
function resizeConverted(image: RasterImage, frame: Frame): Uint8Array {
  if (image.mode === 'L' || image.mode === '1') {
    return bytesToRgb('L', resample({ ...image, channels: 1 }, frame));
  }
  return resample({ ...image, data: toRgb(image), channels: 3 }, frame);
}
