import type { Dimension } from './graph.ts';

/** `[batch, 17, 48]`, for messages. */
export function formatShape(shape: readonly Dimension[]): string {
  return `[${shape.join(', ')}]`;
}

/** Shape of an elementwise result under NumPy broadcasting. @throws RangeError when the shapes do not fit. */
export function broadcastShapes(a: readonly Dimension[], b: readonly Dimension[]): readonly Dimension[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const left = a[i - rank + a.length] ?? 1;
    const right = b[i - rank + b.length] ?? 1;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw new RangeError(`cannot broadcast ${formatShape(a)} with ${formatShape(b)}`);
  });
}

/** Number of elements of a shape without symbols. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * Checks that a reshape keeps the elements: symbols must be the same on both sides, the rest must have equal products.
 * @throws RangeError
 */
export function checkReshape(from: readonly Dimension[], to: readonly Dimension[]): void {
  const product = (shape: readonly Dimension[]) => elementCount(shape.filter((d) => typeof d === 'number'));
  const symbols = (shape: readonly Dimension[]) =>
    shape
      .filter((d) => typeof d === 'string')
      .sort()
      .join();
  if (product(from) !== product(to) || symbols(from) !== symbols(to)) {
    throw new RangeError(`cannot reshape ${formatShape(from)} to ${formatShape(to)}`);
  }
}
