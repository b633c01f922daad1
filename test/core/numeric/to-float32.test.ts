import { expect, it } from 'vitest';
import { toFloat32 } from '../../../core/numeric/to-float32.ts';
import type { TensorType } from '../../../core/ports/checkpoint.ts';

const cases: readonly (readonly [TensorType, ArrayBufferView, readonly number[]])[] = [
  ['float32', Float32Array.of(1.5, -2), [1.5, -2]],
  ['float64', Float64Array.of(0.1, 1e300), [Math.fround(0.1), Infinity]],
  ['float16', Uint16Array.of(0x3c00, 0xc000), [1, -2]],
  ['bfloat16', Uint16Array.of(0x3f80, 0xc049), [1, -3.140625]],
  ['int64', BigInt64Array.of(-5n, 1n << 40n), [-5, 2 ** 40]],
  ['int32', Int32Array.of(-5, 2 ** 24 + 1), [-5, 2 ** 24]],
  ['int16', Int16Array.of(-32768, 7), [-32768, 7]],
  ['int8', Int8Array.of(-128, 7), [-128, 7]],
  ['uint8', Uint8Array.of(0, 255), [0, 255]],
  ['bool', Uint8Array.of(0, 1), [0, 1]],
];

it.each(cases)('reads %s, aligned or not', (type, { buffer, byteLength }, expected) => {
  const shifted = new Uint8Array(byteLength + 1);
  shifted.set(new Uint8Array(buffer), 1);
  expect([...toFloat32(new Uint8Array(buffer), type)]).toEqual(expected);
  expect([...toFloat32(shifted.subarray(1), type)]).toEqual(expected);
  expect([...toFloat32(new Uint8Array(0), type)]).toEqual([]);
});

it('gives values of their own', () => {
  const bytes = new Uint8Array(Float32Array.of(1).buffer);
  toFloat32(bytes, 'float32')[0] = 2;
  expect(new Float32Array(bytes.buffer)[0]).toBe(1);
});

it('refuses half an element', () => {
  expect(() => toFloat32(new Uint8Array(3), 'float16')).toThrow(RangeError);
});
