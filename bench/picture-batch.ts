import type { Tensors } from '../adapters/onnx/inference-protocol.ts';

/** Feeds of an image tower: grey pictures of 224 × 224. */
export function picturesOf(count: number): Tensors {
  const data = new Uint8Array(count * 224 * 224 * 3).fill(127);
  return { pixels: { type: 'uint8', dims: [count, 224, 224, 3], data } };
}
