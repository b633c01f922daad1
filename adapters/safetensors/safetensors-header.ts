import type { TensorType } from '../../core/ports/checkpoint.ts';
import { unreadable } from '../checkpoints/checkpoint-fault.ts';
import { elementBytes } from '../checkpoints/element-bytes.ts';
import type { ByteRange } from '../checkpoints/read-range.ts';

/** Element types of the format that a model may have. */
const types: Readonly<Record<string, TensorType>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  I64: 'int64',
  I32: 'int32',
  I16: 'int16',
  I8: 'int8',
  U8: 'uint8',
  BOOL: 'bool',
};

const maximumAxes = 16;
const maximumTensors = 100_000;

/** One tensor of a file: what it is, and where its bytes are behind the header. */
export interface SafetensorsEntry {
  readonly name: string;
  readonly type: TensorType;
  readonly shape: readonly number[];
  readonly range: ByteRange;
}

/**
 * Checks a header as the format's own reader does: known types, sizes that fit the shapes, and ranges that cover the
 * data without overlap or gap. Source: the safetensors format, github.com/huggingface/safetensors.
 * @throws CheckpointFault
 */
export function parseHeader(json: string, dataBytes: number): readonly SafetensorsEntry[] {
  const header = parseObject(json);
  const named = Object.entries(header).filter(([name]) => name !== '__metadata__');
  if (named.length === 0) throw unreadable('it holds no tensors');
  if (named.length > maximumTensors) throw unreadable('it holds too many tensors');
  const entries = named.map(([name, value]) => parseEntry(name, value));
  requireCover(entries, dataBytes);
  return entries;
}

function parseObject(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch (cause) {
    throw unreadable('its header is no JSON', cause);
  }
  throw unreadable('its header is no JSON object');
}

function parseEntry(name: string, value: unknown): SafetensorsEntry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const type = typeof dtype === 'string' ? types[dtype] : undefined;
  if (type === undefined)
    throw unreadable(`the tensor ${name} is of the unknown type ${JSON.stringify(dtype)}`);
  if (!isSizes(shape) || shape.length > maximumAxes)
    throw unreadable(`the tensor ${name} has no usable shape`);
  if (!isSizes(offsets) || offsets.length !== 2) throw unreadable(`the tensor ${name} has no usable offsets`);
  const [start, end] = offsets as [number, number];
  const expected = shape.reduce((product, length) => product * length, elementBytes[type]);
  if (end - start !== expected) {
    throw unreadable(`the tensor ${name} has ${end - start} bytes, but its shape needs ${expected}`);
  }
  return { name, type, shape, range: { start, length: expected } };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

function requireCover(entries: readonly SafetensorsEntry[], dataBytes: number): void {
  let end = 0;
  for (const { name, range } of entries.toSorted(byPlace)) {
    if (range.start < end) throw unreadable(`the tensor ${name} overlaps another one`);
    if (range.start > end) throw unreadable(`there is a gap in front of the tensor ${name}`);
    end += range.length;
  }
  if (end !== dataBytes) throw unreadable(`it has ${dataBytes} bytes of tensors, but its header says ${end}`);
}

function byPlace({ range: a }: SafetensorsEntry, { range: b }: SafetensorsEntry): number {
  return a.start - b.start || a.length - b.length;
}
