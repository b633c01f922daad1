import type { ByteImage } from '../../core/imaging/raster-image.ts';
import { bytesToRgb } from '../../core/imaging/to-rgb.ts';
import { lookUp } from './colour-table.ts';
import { type GifFrame, readGifFrame } from './gif-header.ts';
import { decodeLzw } from './gif-lzw.ts';

/**
 * The first frame of a GIF as Pillow 9.4 loads it. Not with libvips, which forgets the colours of transparent pixels:
 * the original drops transparency and shows them.
 * @throws DomainError IMAGE_UNREADABLE
 */
export function decodeGif(encoded: Uint8Array): ByteImage {
  const frame = readGifFrame(encoded);
  return inColours(frame, drawn(encoded, frame));
}

/** The same as browsers show it: what is not drawn is transparent. @throws DomainError IMAGE_UNREADABLE */
export function decodeGifWithAlpha(encoded: Uint8Array): ByteImage {
  const frame = readGifFrame(encoded);
  const { width, height, transparency } = frame;
  const canvas = drawn(encoded, frame);
  const opaque = inColours(frame, canvas);
  if (transparency === undefined) return opaque;
  const rgb = bytesToRgb(opaque.mode, opaque.data);
  const data = new Uint8Array(canvas.length * 4);
  for (let i = 0; i < canvas.length; i++) {
    for (let channel = 0; channel < 3; channel++) data[i * 4 + channel] = rgb[i * 3 + channel]!;
    data[i * 4 + 3] = canvas[i] === transparency ? 0 : 255;
  }
  return { mode: 'RGBA', width, height, data };
}

/** Indices of the canvas with the frame on it. */
function drawn(encoded: Uint8Array, frame: GifFrame): Uint8Array {
  const { width, height } = frame;
  const canvas = new Uint8Array(width * height).fill(frame.background);
  const indices = decodeLzw(encoded, frame.dataAt, frame.frameWidth * frame.frameHeight);
  rowOrder(frame).forEach((row, i) => {
    const line = indices.subarray(i * frame.frameWidth, (i + 1) * frame.frameWidth);
    canvas.set(line, (frame.top + row) * width + frame.left);
  });
  return canvas;
}

function inColours({ width, height, palette }: GifFrame, canvas: Uint8Array): ByteImage {
  if (palette === undefined) return { mode: 'L', width, height, data: canvas };
  return { mode: 'P', width, height, data: lookUp(canvas, palette) };
}

/** The row of the frame that every stored row belongs to. */
function rowOrder({ frameHeight, isInterlaced }: GifFrame): number[] {
  const passes = isInterlaced
    ? ([
        [0, 8],
        [4, 8],
        [2, 4],
        [1, 2],
      ] as const)
    : ([[0, 1]] as const);
  const order: number[] = [];
  for (const [first, step] of passes) for (let row = first; row < frameHeight; row += step) order.push(row);
  return order;
}
