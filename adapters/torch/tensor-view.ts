import { unreadable } from '../checkpoints/checkpoint-fault.ts';

/** Which elements of a storage a tensor is made of; offset and strides in elements. */
export interface TensorView {
  readonly offset: number;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
}

const maximumAxes = 16;
const maximumTensorBytes = 2 ** 31;
/** Strides of 0 may repeat elements (`expand`), but must not make a small file into a huge tensor. */
const maximumRepeatedElements = 1 << 20;

/**
 * Checks that a view lies inside a storage of `elements` elements of `elementBytes` bytes.
 * @throws CheckpointFault when it has impossible numbers, reaches outside or is larger than 2 GiB
 */
export function checkView(view: TensorView, elements: number, elementBytes: number): void {
  const { offset, shape, stride } = view;
  const isSane =
    shape.length === stride.length &&
    shape.length <= maximumAxes &&
    [offset, ...shape, ...stride].every((n) => Number.isSafeInteger(n) && n >= 0);
  if (!isSane) throw unreadable('a tensor has an impossible shape, stride or offset');
  // At most 2^848 and therefore finite; too large to be exact is also too large for any storage.
  const count = countOf(shape);
  const isInside = offset + spanOf(view) <= elements;
  if (!isInside || count > Math.max(elements, maximumRepeatedElements)) {
    throw unreadable(`a tensor of ${count} elements does not fit its storage of ${elements}`);
  }
  if (Math.max(count, spanOf(view)) * elementBytes > maximumTensorBytes) {
    throw unreadable('a tensor is larger than 2 GiB');
  }
}

/** Elements from the first to the last one of a view, both included; 0 for an empty one. */
export function spanOf({ shape, stride }: TensorView): number {
  if (shape.includes(0)) return 0;
  return 1 + shape.reduce((last, length, axis) => last + (length - 1) * stride[axis]!, 0);
}

/** True where the elements already lie row-major without gaps. */
export function isContiguous({ shape, stride }: TensorView): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && stride[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
}

/** Row-major copy of a strided view whose span starts at the first of `bytes`. */
export function gather(bytes: Uint8Array, view: TensorView, elementBytes: number): Uint8Array {
  const { shape, stride } = view;
  const result = new Uint8Array(countOf(shape) * elementBytes);
  const source = asWords(bytes, elementBytes);
  const target = asWords(result, elementBytes);
  const words = elementBytes === 8 ? 2 : 1;
  const lastAxis = shape.length - 1;
  let written = 0;
  const visit = (axis: number, from: number): void => {
    const length = shape[axis]!;
    const step = stride[axis]! * words;
    for (let i = 0, at = from; i < length; i++, at += step) {
      if (axis < lastAxis) visit(axis + 1, at);
      else for (let word = 0; word < words; word++) target[written++] = source[at + word]!;
    }
  };
  if (result.length > 0) visit(0, 0);
  return result;
}

function countOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Elements as unsigned words: copied as floats, some bit patterns would change. Eight bytes are two words. */
function asWords(bytes: Uint8Array, elementBytes: number): Uint8Array | Uint16Array | Uint32Array {
  const { buffer, byteOffset, byteLength } = bytes;
  if (elementBytes === 1) return bytes;
  if (elementBytes === 2) return new Uint16Array(buffer, byteOffset, byteLength / 2);
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}
