import type { ImageGeometry } from '../model/manifest.ts';

/**
 * When colours are converted to RGB. The original's `image_transform` resizes in the picture's own mode and converts
 * afterwards (`resize-first`); its zero-shot script converts while loading (`convert-first`). They differ for
 * palette, bilevel, alpha, 16-bit grey and CMYK pictures.
 */
export type ConversionOrder = 'resize-first' | 'convert-first';

/** Encoded picture to the pixels an image tower reads. */
export interface ImagePreprocessor {
  /**
   * RGB bytes (size, size, 3), row-major, of the picture as `geometry` says, bit for bit as Pillow makes them.
   * Runs off the calling thread.
   * @throws DomainError IMAGE_UNREADABLE | IMAGE_TOO_LARGE
   */
  prepare(encoded: Uint8Array, geometry: ImageGeometry, order?: ConversionOrder): Promise<Uint8Array>;
  close(): Promise<void>;
}
