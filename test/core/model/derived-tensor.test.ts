import { describe, expect, it } from 'vitest';
import { stacked, transposed } from '../../../core/model/derived-tensor.ts';
import type { CheckpointTensor, TensorType } from '../../../core/ports/checkpoint.ts';

const tensor = (type: TensorType, shape: readonly number[], bytes: readonly number[]): CheckpointTensor => ({
  type,
  shape,
  read: async () => Uint8Array.from(bytes),
});

describe('derived tensors', () => {
  it('transposes elements of any width', async () => {
    const wide = transposed(tensor('float16', [2, 3], [1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60]));
    expect(wide.shape).toEqual([3, 2]);
    expect([...(await wide.read())]).toEqual([1, 10, 4, 40, 2, 20, 5, 50, 3, 30, 6, 60]);
    expect([...(await transposed(wide).read())]).toEqual([1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60]);
  });

  it('puts tensors below one another', async () => {
    const both = stacked([tensor('int8', [1, 2], [1, 2]), tensor('int8', [2, 2], [3, 4, 5, 6])]);
    expect(both.shape).toEqual([3, 2]);
    expect([...(await both.read())]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('stacks nothing that does not fit', () => {
    const first = tensor('int8', [1, 2], [1, 2]);
    expect(() => stacked([first, tensor('uint8', [1, 2], [1, 2])])).toThrow(
      /uint8 \[1,2\] does not fit int8/,
    );
    expect(() => stacked([first, tensor('int8', [2], [1, 2])])).toThrow(RangeError);
  });
});
