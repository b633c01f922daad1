import { bytesAt, viewOf } from './byte-reader.ts';
import type { ImageHeader } from './image-header.ts';
import { unreadableImage } from './unreadable-image.ts';

/** First frame of a GIF and the canvas it stands on. */
export interface GifFrame extends ImageHeader {
  readonly mode: 'L' | 'P';
  /** Frame rectangle on the canvas. */
  readonly left: number;
  readonly top: number;
  readonly frameWidth: number;
  readonly frameHeight: number;
  readonly isInterlaced: boolean;
  /** RGB triples, or undefined for mode `L`, whose indices are the grey values. */
  readonly palette: Uint8Array | undefined;
  /** Index the canvas is filled with before the frame is drawn. */
  readonly background: number;
  /** Index that browsers do not draw. */
  readonly transparency: number | undefined;
  /** Where the LZW data start: a byte with the code size, then sub-blocks. */
  readonly dataAt: number;
}

/** See {@link readGifFrame}. */
export const readGifHeader: (encoded: Uint8Array) => ImageHeader = readGifFrame;

/**
 * Reads up to the pixels of the first frame. As in Pillow 9.4's `GifImagePlugin.py`, the canvas grows to hold the
 * frame, and a palette that says no more than "index = grey" makes the picture grey.
 * @throws RangeError when cut short
 */
export function readGifFrame(encoded: Uint8Array): GifFrame {
  const view = viewOf(encoded);
  const flags = view.getUint8(10);
  const globalPalette = paletteAt(encoded, 13, flags);
  const { at, transparency } = firstImage(encoded, 13 + paletteLength(flags));
  const [left, top] = [view.getUint16(at + 1, true), view.getUint16(at + 3, true)];
  const [frameWidth, frameHeight] = [view.getUint16(at + 5, true), view.getUint16(at + 7, true)];
  if (frameWidth === 0 || frameHeight === 0)
    throw unreadableImage('is a GIF whose first frame has no pixels');
  const imageFlags = view.getUint8(at + 9);
  const hasOwnPalette = (imageFlags & 0x80) !== 0;
  const palette = usefulPalette(hasOwnPalette ? paletteAt(encoded, at + 10, imageFlags) : globalPalette);
  return {
    mediaType: 'image/gif',
    width: Math.max(view.getUint16(6, true), left + frameWidth),
    height: Math.max(view.getUint16(8, true), top + frameHeight),
    mode: palette === undefined ? 'L' : 'P',
    bitsPerChannel: 8,
    ...{ left, top, frameWidth, frameHeight, palette },
    isInterlaced: (imageFlags & 0x40) !== 0,
    background: transparency ?? 0,
    transparency,
    dataAt: at + 10 + paletteLength(imageFlags),
  };
}

/** Position of the first image block, and the transparent index announced before it. Unknown bytes are skipped. */
function firstImage(encoded: Uint8Array, start: number): { at: number; transparency: number | undefined } {
  const view = viewOf(encoded);
  let transparency: number | undefined;
  for (let at = start; ; ) {
    const block = view.getUint8(at);
    if (block === 0x2c) return { at, transparency };
    if (block === 0x3b) throw unreadableImage('is a GIF without a frame');
    if (block !== 0x21) {
      at++;
      continue;
    }
    const isGraphicControl = view.getUint8(at + 1) === 0xf9 && view.getUint8(at + 2) >= 4;
    if (isGraphicControl && (view.getUint8(at + 3) & 1) !== 0) transparency = view.getUint8(at + 6);
    at = afterSubBlocks(view, at + 2);
  }
}

function afterSubBlocks(view: DataView, start: number): number {
  let at = start;
  while (view.getUint8(at) !== 0) at += 1 + view.getUint8(at);
  return at + 1;
}

function paletteLength(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1);
}

function paletteAt(encoded: Uint8Array, at: number, flags: number): Uint8Array | undefined {
  return (flags & 0x80) === 0 ? undefined : bytesAt(encoded, at, paletteLength(flags));
}

function usefulPalette(palette: Uint8Array | undefined): Uint8Array | undefined {
  return palette?.every((value, i) => value === Math.trunc(i / 3)) === false ? palette : undefined;
}
