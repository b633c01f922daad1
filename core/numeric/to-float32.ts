import type { TensorType } from '../ports/checkpoint.ts';
import { bfloat16ToFloat32, float16ToFloat32 } from './half.ts';

/**
 * float32 values of the little-endian bytes of a tensor, the nearest ones where the type is wider. The result is the
 * caller's own.
 * @throws RangeError when the bytes are no whole number of elements
 */
export function toFloat32(bytes: Uint8Array, type: TensorType): Float32Array {
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  switch (type) {
    case 'float32':
      return new Float32Array(buffer);
    case 'float16':
      return float16ToFloat32(new Uint16Array(buffer));
    case 'bfloat16':
      return bfloat16ToFloat32(new Uint16Array(buffer));
    case 'float64':
      return new Float32Array(new Float64Array(buffer));
    case 'int64':
      return int64ToFloat32(new BigInt64Array(buffer));
    case 'int32':
      return new Float32Array(new Int32Array(buffer));
    case 'int16':
      return new Float32Array(new Int16Array(buffer));
    case 'int8':
      return new Float32Array(new Int8Array(buffer));
    case 'uint8':
    case 'bool':
      return new Float32Array(new Uint8Array(buffer));
  }
}

function int64ToFloat32(integers: BigInt64Array): Float32Array {
  const values = new Float32Array(integers.length);
  for (let i = 0; i < integers.length; i++) values[i] = Number(integers[i]!);
  return values;
}
