import type { ImageDescription, ImageInspector } from '../../core/ports/image-inspector.ts';
import { exifOrientation } from './exif-orientation.ts';
import { readImageHeader } from './image-header.ts';
import { defaultImageLimits, type ImageLimits } from './image-limits.ts';

/**
 * What a picture is, from its header alone: cheap, and nothing is decoded, so damage further on is not noticed. Width and height are those
 * of the upright picture, as it is shown; what is embedded are the pixels as they stand, as the original does.
 * @throws DomainError IMAGE_UNREADABLE | IMAGE_TOO_LARGE
 */
export function describeImage(
  encoded: Uint8Array,
  limits: ImageLimits = defaultImageLimits,
): ImageDescription {
  const { mediaType, width, height } = readImageHeader(encoded, limits);
  const isTurned = exifOrientation(encoded, mediaType) >= 5;
  return isTurned ? { mediaType, width: height, height: width } : { mediaType, width, height };
}

/** {@link describeImage} as the port wants it. */
export class HeaderImageInspector implements ImageInspector {
  readonly #limits: ImageLimits;

  constructor(limits: ImageLimits = defaultImageLimits) {
    this.#limits = limits;
  }

  async describe(encoded: Uint8Array): Promise<ImageDescription> {
    return describeImage(encoded, this.#limits);
  }
}
