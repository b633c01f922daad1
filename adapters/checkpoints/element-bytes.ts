import type { TensorType } from '../../core/ports/checkpoint.ts';

/** Bytes of one element. */
export const elementBytes: Readonly<Record<TensorType, number>> = {
  float64: 8,
  int64: 8,
  float32: 4,
  int32: 4,
  float16: 2,
  bfloat16: 2,
  int16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
};
