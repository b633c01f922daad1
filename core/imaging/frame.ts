import type { ImageGeometry } from '../model/manifest.ts';

/** What is kept of one axis of a resized picture: `count` pixels from `start` on, of `length`. */
export interface KeptAxis {
  readonly length: number;
  readonly start: number;
  readonly count: number;
}

/** The part of a resized picture that is kept; nothing outside of it is computed. */
export interface Frame {
  readonly across: KeptAxis;
  readonly down: KeptAxis;
  readonly filter: ImageGeometry['filter'];
}

interface Extent {
  readonly width: number;
  readonly height: number;
}

/**
 * How a picture of an extent becomes a square. `centre-crop` is torchvision's `Resize(n)` followed by `CenterCrop(n)`,
 * as OpenAI's and OpenCLIP's transforms have it: the long edge is cut off to a whole number, and half a pixel in front
 * of the crop is rounded to the even side. Hugging Face's `CLIPImageProcessor` rounds it down instead.
 */
export function frameOf({ size, resize, filter }: ImageGeometry, { width, height }: Extent): Frame {
  const whole = wholeAxis(size);
  if (resize === 'squash' || width === height) return { across: whole, down: whole, filter };
  const middle = middleOf(Math.trunc((size * Math.max(width, height)) / Math.min(width, height)), size);
  return width < height ? { across: whole, down: middle, filter } : { across: middle, down: whole, filter };
}

/** Whether a picture of an extent is its own frame, so that it must not be touched. */
export function isWhole({ across, down }: Frame, { width, height }: Extent): boolean {
  return across.length === width && across.count === width && down.length === height && down.count === height;
}

/** An axis that is kept as a whole. */
export function wholeAxis(length: number): KeptAxis {
  return { length, start: 0, count: length };
}

function middleOf(length: number, count: number): KeptAxis {
  return { length, start: roundHalfToEven((length - count) / 2), count };
}

/** Python's `round` of a non-negative number of halves. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  return value === floor ? floor : floor + (floor % 2);
}
