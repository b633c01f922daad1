import type { ExecutionProvider } from '../../core/ports/inference-report.ts';

/**
 * Rows that a run is filled up to. A GPU provider prepares itself for every shape it has not seen (TensorRT builds an engine), so it
 * sees powers of two only; a CPU takes any size as it comes.
 */
export function filledBatch(provider: ExecutionProvider, rows: number): number {
  return provider === 'cpu' ? rows : 2 ** Math.ceil(Math.log2(rows));
}

/** Rows filled up to `count` with copies of the last one, which is a valid input whatever the tower does with others. */
export function withLastRepeated<Values extends Uint8Array | Int32Array>(
  values: Values,
  rows: number,
  count: number,
): Values {
  if (count === rows) return values;
  const width = values.length / rows;
  const filled = new (values.constructor as new (length: number) => Values)(count * width);
  filled.set(values);
  const last = values.subarray(values.length - width);
  for (let row = rows; row < count; row++) filled.set(last, row * width);
  return filled;
}
