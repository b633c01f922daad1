import type { Weight } from '../../core/graph/graph.ts';
import { elementCount } from '../../core/graph/shapes.ts';
import { float32ToFloat16 } from '../../core/numeric/half.ts';

/** A tensor as the runtime wants it stored; its bytes are made when they are written. */
export interface StoredWeight {
  readonly name: string;
  readonly type: 'float32' | 'float16' | 'int8' | 'int32';
  readonly dims: readonly number[];
  /** Row-major little-endian bytes. */
  readonly bytes: () => Promise<Uint8Array>;
}

const elementBytes = { float32: 4, float16: 2, int8: 1, int32: 4 } as const;

/** Bytes of a tensor. */
export function sizeOf({ type, dims }: StoredWeight): number {
  return elementCount(dims) * elementBytes[type];
}

/** A weight in its own layout, or with its two axes swapped. */
export function storedWeight(
  { name, shape, data }: Weight,
  options: { readonly type: 'float32' | 'float16'; readonly transposed: boolean },
): StoredWeight {
  const { type, transposed } = options;
  return {
    name: transposed ? `${name}.transposed` : name,
    type,
    dims: transposed ? shape.toReversed() : shape,
    bytes: async () => {
      const values = await data();
      const stored = transposed ? transpose(values, shape[0]!, shape[1]!) : values;
      return bytesOf(type === 'float16' ? float32ToFloat16(stored) : stored);
    },
  };
}

export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** (rows, columns) → (columns, rows), in tiles that stay in the cache. */
export function transpose<Values extends Float32Array | Int8Array>(
  values: Values,
  rows: number,
  columns: number,
): Values {
  const result = values.slice() as Values;
  const tile = 32;
  for (let top = 0; top < rows; top += tile) {
    for (let left = 0; left < columns; left += tile) {
      const bottom = Math.min(top + tile, rows);
      const right = Math.min(left + tile, columns);
      for (let r = top; r < bottom; r++)
        for (let c = left; c < right; c++) result[c * rows + r] = values[r * columns + c]!;
    }
  }
  return result;
}
