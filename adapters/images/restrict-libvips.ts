import sharp from 'sharp';

/** Shared by the threads of a process: see {@link restrictLibvips}. */
export type RestrictionState = Int32Array<SharedArrayBuffer>;

const untouched = 0;
const underWay = 1;
const done = 2;

export function newRestrictionState(): RestrictionState {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/**
 * Leaves libvips its loaders of JPEG, PNG and WebP. It can open SVG, TIFF, PDF and much more; each is code that
 * strangers could reach. The settings hold for the whole process, and between the two calls nothing can be decoded:
 * one thread makes them, the others wait before they decode their first picture.
 */
export function restrictLibvips(state: RestrictionState): void {
  if (Atomics.compareExchange(state, 0, untouched, underWay) !== untouched) {
    Atomics.wait(state, 0, underWay);
    return;
  }
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
  });
  sharp.cache(false);
  // One thread per picture: pictures are decoded side by side.
  sharp.concurrency(1);
  Atomics.store(state, 0, done);
  Atomics.notify(state, 0);
}
