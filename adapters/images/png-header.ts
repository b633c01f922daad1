import type { RasterMode } from '../../core/imaging/raster-image.ts';
import { fourLettersAt, viewOf } from './byte-reader.ts';
import type { ImageHeader } from './image-header.ts';
import { unreadableImage } from './unreadable-image.ts';

const modeByColourType: Readonly<Record<number, RasterMode>> = {
  0: 'L',
  2: 'RGB',
  3: 'P',
  4: 'LA',
  6: 'RGBA',
};

/** Reads the IHDR chunk; the modes are `_MODES` of Pillow 9.4's `PngImagePlugin.py`. @throws RangeError when cut short */
export function readPngHeader(encoded: Uint8Array): ImageHeader {
  if (fourLettersAt(encoded, 12) !== 'IHDR') throw unreadableImage('is a PNG without a header');
  const view = viewOf(encoded);
  const [depth, colourType] = [view.getUint8(24), view.getUint8(25)];
  const mode = modeByColourType[colourType];
  if (mode === undefined) throw unreadableImage(`is a PNG of unknown colour type ${colourType}`);
  return {
    mediaType: 'image/png',
    width: view.getUint32(16),
    height: view.getUint32(20),
    mode: modeOfDepth(mode, depth),
    bitsPerChannel: depth === 16 ? 16 : 8,
  };
}

function modeOfDepth(mode: RasterMode, depth: number): RasterMode {
  if (mode === 'L') return depth === 1 ? '1' : depth === 16 ? 'I' : 'L';
  return mode === 'LA' && depth === 16 ? 'RGBA' : mode;
}
