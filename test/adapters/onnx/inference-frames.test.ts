import { describe, expect, it } from 'vitest';
import {
  decodeFrame,
  encodeFrame,
  prefixBytes,
  readLengths,
} from '../../../adapters/onnx/inference-frames.ts';
import type { Tensors } from '../../../adapters/onnx/inference-protocol.ts';

function throughBytes(tensors: Tensors) {
  const bytes = Buffer.concat(encodeFrame({ head: { id: 7 }, tensors }));
  const { headBytes, bodyBytes } = readLengths(bytes.subarray(0, prefixBytes));
  expect(bytes.length).toBe(prefixBytes + headBytes + bodyBytes);
  const json = bytes.subarray(prefixBytes, prefixBytes + headBytes);
  return decodeFrame(json, new Uint8Array(bytes.subarray(prefixBytes + headBytes)).buffer);
}

describe('inference frames', () => {
  it('carry tensors of every type and of lengths that fit no alignment', () => {
    const tensors: Tensors = {
      pixels: { type: 'uint8', dims: [1, 3], data: Uint8Array.of(1, 2, 255) },
      ids: { type: 'int64', dims: [2], data: BigInt64Array.of(-1n, 2n ** 60n) },
      mask: { type: 'int32', dims: [3], data: Int32Array.of(-1, 0, 1) },
      none: { type: 'float32', dims: [0, 4], data: new Float32Array(0) },
      图: { type: 'float32', dims: [1], data: Float32Array.of(Math.fround(0.1)) },
    };
    expect(throughBytes(tensors)).toEqual({ head: { id: 7 }, tensors });
  });

  it('send only the part of a buffer that a tensor shows', () => {
    const data = Int32Array.from({ length: 9 }, (_, i) => i).subarray(3, 5);
    const { tensors } = throughBytes({ ids: { type: 'int32', dims: [2], data } });
    expect(tensors).toEqual({ ids: { type: 'int32', dims: [2], data: Int32Array.of(3, 4) } });
  });

  it('refuse types that they do not know', () => {
    const tensors = { x: { type: 'string', dims: [1], data: ['a'] } } as unknown as Tensors;
    expect(() => encodeFrame({ head: {}, tensors })).toThrow('the tensor x has the type string');
  });
});
