import type { Checkpoint } from '../../core/ports/checkpoint.ts';

/** A checkpoint of float32 zeros of these shapes. */
export function fakeCheckpoint(shapes: Readonly<Record<string, readonly number[]>> = {}): Checkpoint {
  const tensors = Object.entries(shapes).map(([name, shape]) => {
    const count = shape.reduce((product, length) => product * length, 1);
    return [name, { type: 'float32', shape, read: async () => new Uint8Array(count * 4) }] as const;
  });
  return {
    fileName: 'fake.pt',
    sizeBytes: 0,
    sha256: '00',
    tensors: new Map(tensors),
    onnx: new Map(),
    companion: async () => undefined,
    close: async () => undefined,
  };
}
