import type { RasterImage } from '../../core/imaging/raster-image.ts';
import { toSquare } from '../../core/imaging/to-square.ts';
import type { ConversionOrder } from '../../core/ports/image-preprocessor.ts';

/** A picture as Chinese-CLIP reads it: RGB bytes (size, size, 3), both edges resized. */
export function squash(image: RasterImage, size: number, order?: ConversionOrder): Uint8Array {
  return toSquare(image, { size, resize: 'squash', filter: 'pillow-bicubic' }, order);
}
