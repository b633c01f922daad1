import type { TensorType } from '../ports/checkpoint.ts';
import { bfloat16ToFloat32, float16ToFloat32 } from './half.ts';

/** float32 values of the little-endian bytes of a tensor. The result is the caller's own. */
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
      return Float32Array.from(new Float64Array(buffer));
    case 'int64':
      return Float32Array.from(new BigInt64Array(buffer), Number);
    case 'int32':
      return Float32Array.from(new Int32Array(buffer));
    case 'int16':
      return Float32Array.from(new Int16Array(buffer));
    case 'int8':
      return Float32Array.from(new Int8Array(buffer));
    case 'uint8':
    case 'bool':
      return Float32Array.from(new Uint8Array(buffer));
  }
}
