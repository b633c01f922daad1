import type { ImagePreprocessor } from '../../core/ports/image-preprocessor.ts';
import type { Telemetry } from '../../core/ports/telemetry.ts';
import type { ThumbnailMaker } from '../../core/ports/thumbnails.ts';

/** A preprocessor whose pictures are timed. */
export function observedPreprocessor(
  preprocessor: ImagePreprocessor & ThumbnailMaker,
  telemetry: Telemetry,
): ImagePreprocessor & ThumbnailMaker {
  return {
    thumbnail: (...given) => preprocessor.thumbnail(...given),
    prepare: (...given) => telemetry.decode(() => preprocessor.prepare(...given)),
    close: () => preprocessor.close(),
  };
}
