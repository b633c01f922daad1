import type { ImageDescription, ImageInspector } from '../../core/ports/image-inspector.ts';
import { unreadable } from './fake-model.ts';

/** Calls everything a PNG of 2 × 3 pixels, but what begins with `bad`. */
export class FakeImageInspector implements ImageInspector {
  async describe(encoded: Uint8Array): Promise<ImageDescription> {
    if (new TextDecoder().decode(encoded).startsWith('bad')) throw unreadable();
    return { mediaType: 'image/png', width: 2, height: 3 };
  }
}
