import { bytesAt, fourLettersAt, viewOf } from './byte-reader.ts';
import type { ImageHeader } from './image-header.ts';
import { unreadableImage } from './unreadable-image.ts';

/** Canvas size from the first chunk: `VP8X` (extended), `VP8L` (lossless) or `VP8 `. @throws RangeError when cut short */
export function readWebpHeader(encoded: Uint8Array): ImageHeader {
  if (fourLettersAt(encoded, 8) !== 'WEBP') throw unreadableImage('is of an unknown or unsupported type');
  const [width, height] = canvasSize(fourLettersAt(encoded, 12), bytesAt(encoded, 20, 10));
  return { mediaType: 'image/webp', width, height, mode: undefined, bitsPerChannel: 8 };
}

/** @param content first 10 bytes of the chunk */
function canvasSize(chunk: string, content: Uint8Array): readonly [number, number] {
  const view = viewOf(content);
  if (chunk === 'VP8X') return [(view.getUint32(3, true) >>> 8) + 1, (view.getUint32(6, true) >>> 8) + 1];
  if (chunk === 'VP8 ') return [view.getUint16(6, true) & 0x3fff, view.getUint16(8, true) & 0x3fff];
  if (chunk !== 'VP8L') throw unreadableImage('is a WebP without a picture');
  const bits = view.getUint32(1, true);
  return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
}
