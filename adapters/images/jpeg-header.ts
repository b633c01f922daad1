import type { RasterMode } from '../../core/imaging/raster-image.ts';
import { viewOf } from './byte-reader.ts';
import type { ImageHeader } from './image-header.ts';
import { unreadableImage } from './unreadable-image.ts';

const modeByComponents: Readonly<Record<number, RasterMode>> = { 1: 'L', 3: 'RGB', 4: 'CMYK' };

/**
 * Walks the markers to the frame header (SOFn), as Pillow 9.4's `JpegImagePlugin.py` does.
 * @throws RangeError when cut short
 */
export function readJpegHeader(encoded: Uint8Array): ImageHeader {
  const view = viewOf(encoded);
  for (const { marker, at } of jpegSegments(view)) if (isFrameHeader(marker)) return frameHeader(view, at);
  throw unreadableImage('is a JPEG without a frame header');
}

/** The segments before the pixels; `at` is where a segment's length stands. @throws RangeError when cut short */
export function* jpegSegments(
  view: DataView,
): Generator<{ readonly marker: number; readonly at: number }, void> {
  let at = 2;
  for (;;) {
    while (view.getUint8(at) !== 0xff) at++; // junk between segments
    while (view.getUint8(at) === 0xff) at++; // padding
    const marker = view.getUint8(at++);
    if (marker === 0xda || marker === 0xd9) return;
    if (!hasSegment(marker)) continue;
    yield { marker, at };
    at += view.getUint16(at);
  }
}

function frameHeader(view: DataView, at: number): ImageHeader {
  const mode = modeByComponents[view.getUint8(at + 7)];
  const bits = view.getUint8(at + 2);
  if (mode === undefined || bits !== 8) {
    throw unreadableImage(
      `is a JPEG of ${view.getUint8(at + 7)} components of ${bits} bits, which is not supported`,
    );
  }
  return {
    mediaType: 'image/jpeg',
    width: view.getUint16(at + 5),
    height: view.getUint16(at + 3),
    mode,
    bitsPerChannel: 8,
  };
}

/** SOF0 to SOF15 without DHT (C4), JPG (C8) and DAC (CC). */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** All but the bare markers: 00 (an escaped FF), TEM, RSTn, SOI and JPG. */
function hasSegment(marker: number): boolean {
  return marker >= 0xc0 && marker !== 0xc8 && !(marker >= 0xd0 && marker <= 0xd8);
}
