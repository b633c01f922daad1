import { unreadable } from '../checkpoints/checkpoint-fault.ts';
import type { TensorProto } from './onnx-proto.ts';

/** An element type of ONNX: its bits, and the list of `TensorProto` that may hold its values in place of bytes. */
interface Storage {
  readonly bits: number;
  readonly list: 'floatData' | 'int32Data' | 'int64Data' | 'doubleData' | 'uint64Data' | 'stringData';
  /** Entries of the list for one element. */
  readonly entries?: number;
}

/** By `TensorProto.DataType`. */
const storages: Readonly<Record<number, Storage>> = {
  1: { bits: 32, list: 'floatData' },
  2: { bits: 8, list: 'int32Data' },
  3: { bits: 8, list: 'int32Data' },
  4: { bits: 16, list: 'int32Data' },
  5: { bits: 16, list: 'int32Data' },
  6: { bits: 32, list: 'int32Data' },
  7: { bits: 64, list: 'int64Data' },
  8: { bits: 0, list: 'stringData' },
  9: { bits: 8, list: 'int32Data' },
  10: { bits: 16, list: 'int32Data' },
  11: { bits: 64, list: 'doubleData' },
  12: { bits: 32, list: 'uint64Data' },
  13: { bits: 64, list: 'uint64Data' },
  14: { bits: 64, list: 'floatData', entries: 2 },
  15: { bits: 128, list: 'doubleData', entries: 2 },
  16: { bits: 16, list: 'int32Data' },
  ...Object.fromEntries([17, 18, 19, 20, 24].map((type) => [type, { bits: 8, list: 'int32Data' }])),
  ...Object.fromEntries([21, 22, 23].map((type) => [type, { bits: 4, list: 'int32Data', entries: 0.5 }])),
};

/** Fields of `TensorProto` whose contents are the bytes of the elements, by their number. */
const listOfField: Readonly<Record<number, Storage['list'] | 'rawData'>> = {
  4: 'floatData',
  9: 'rawData',
  10: 'doubleData',
};

const lists = ['floatData', 'int32Data', 'stringData', 'int64Data', 'doubleData', 'uint64Data'] as const;

/** Elements of a tensor. @throws CheckpointFault for a shape that is none */
export function elementsOf({ name, dims }: TensorProto): number {
  const lengths = dims.map(Number);
  const elements = lengths.reduce((product, length) => product * length, 1);
  if (lengths.every((length) => length >= 0) && Number.isSafeInteger(elements)) return elements;
  throw unreadable(`the tensor ${name} has the shape [${lengths.join(', ')}]`);
}

/** Bytes that the data of a tensor has to have. @throws CheckpointFault for a type without bytes */
export function sizeOfTensor(tensor: TensorProto): number {
  const { bits } = storageOf(tensor);
  if (bits > 0) return Math.ceil((elementsOf(tensor) * bits) / 8);
  throw unreadable(`the tensor ${tensor.name} has texts outside the graph`);
}

/** Checks that a tensor has data in one place, as much as its shape needs. @throws CheckpointFault */
export function requireData(tensor: TensorProto): void {
  const { name, ownData = [], rawData } = tensor;
  const storage = storageOf(tensor);
  const elements = elementsOf(tensor);
  const filled = lists.filter((list) => (tensor[list]?.length ?? 0) > 0);
  const places = filled.length + ownData.length + (rawData?.length ? 1 : 0);
  if (tensor.segment !== undefined && tensor.segment !== null) {
    throw unreadable(`the tensor ${name} is a part of one`);
  }
  if (places > 1) throw unreadable(`the tensor ${name} has data in ${places} places`);
  const own = ownData[0];
  const list = own === undefined ? filled[0] : listOfField[own.field];
  if (list !== undefined && list !== 'rawData' && list !== storage.list) {
    throw unreadable(`the tensor ${name} of type ${tensor.dataType} has its data in ${list}`);
  }
  const isList = own === undefined && filled.length > 0;
  const found = isList ? tensor[filled[0]!]!.length : Number(own?.length ?? rawData?.length ?? 0);
  const expected = isList ? Math.ceil(elements * (storage.entries ?? 1)) : (elements * storage.bits) / 8;
  if (found !== Math.ceil(expected) || (storage.bits === 0 && !isList && elements > 0)) {
    const unit = isList ? 'values' : 'bytes';
    throw unreadable(`the tensor ${name} has ${found} ${unit} of data, its shape needs ${expected}`);
  }
}

function storageOf({ name, dataType }: TensorProto): Storage {
  const storage = storages[dataType];
  if (storage !== undefined) return storage;
  throw unreadable(`the tensor ${name} has the unknown element type ${dataType}`);
}
