import type { ImagePreprocessor } from '../../core/ports/image-preprocessor.ts';
import type { Telemetry } from '../../core/ports/telemetry.ts';

/** A preprocessor whose pictures are timed. */
export function observedPreprocessor(
  preprocessor: ImagePreprocessor,
  telemetry: Telemetry,
): ImagePreprocessor {
  return {
    prepare: (...given) => telemetry.decode(() => preprocessor.prepare(...given)),
    close: () => preprocessor.close(),
  };
}
