import type { TensorType } from '../../core/ports/checkpoint.ts';
import type { PickleEnvironment, PickleFunction } from './pickle-machine.ts';
import { type Storage, type StorageFile, StoredTensor } from './storage.ts';
import { unreadable, unsafe } from './torch-errors.ts';
import { Inert } from './unpickle.ts';

/** Element type that a storage class of PyTorch stands for. */
class StorageClass {
  readonly type: TensorType;

  constructor(type: TensorType) {
    this.type = type;
  }
}

const storageClasses: Readonly<Record<string, TensorType>> = {
  DoubleStorage: 'float64',
  FloatStorage: 'float32',
  HalfStorage: 'float16',
  BFloat16Storage: 'bfloat16',
  LongStorage: 'int64',
  IntStorage: 'int32',
  ShortStorage: 'int16',
  CharStorage: 'int8',
  ByteStorage: 'uint8',
  BoolStorage: 'bool',
};

/** Names that appear in harmless metadata and become values nobody can do anything with. */
const inertCalls = /^(numpy\.dtype|numpy\.(_core|core)\.multiarray\.scalar|torch\.device)$/;
const inertValues =
  /^torch\.(float16|float32|float64|half|float|double|bfloat16|u?int8|int16|int32|int64|long|bool)$/;

/** Everything a checkpoint may name: containers, tensors over the storages of one file, and inert metadata. */
export function torchEnvironment(file: StorageFile): PickleEnvironment {
  const functions = torchFunctions(file);
  return {
    global: (name) => {
      if (Object.hasOwn(functions, name)) return functions[name];
      const storage = /^torch\.(\w+)$/.exec(name)?.[1] ?? '';
      if (Object.hasOwn(storageClasses, storage)) return new StorageClass(storageClasses[storage]!);
      if (inertValues.test(name)) return new Inert(name);
      return inertCalls.test(name) ? { call: () => new Inert(name) } : undefined;
    },
    persistent: toStorage,
  };
}

function torchFunctions(file: StorageFile): Readonly<Record<string, PickleFunction>> {
  const rebuild = (storage: unknown, offset: unknown, shape: unknown, stride: unknown): StoredTensor => {
    if (!isStorage(storage)) throw unreadable('a tensor has no storage');
    return new StoredTensor(
      storage,
      { offset: Number(offset), shape: numbers(shape), stride: numbers(stride) },
      file,
    );
  };
  return {
    'collections.OrderedDict': {
      call: (pairs) => new Map(Array.isArray(pairs) ? (pairs as [unknown, unknown][]) : []),
    },
    'torch._utils._rebuild_tensor': { call: rebuild },
    'torch._utils._rebuild_tensor_v2': { call: rebuild },
    'torch._utils._rebuild_parameter': { call: (tensor) => tensor },
    'torch.Size': { call: (shape) => shape },
    '_codecs.encode': { call: encode },
  };
}

/** Bytes as Python 2 compatible pickles write them: a latin-1 string. */
function encode(text: unknown, encoding: unknown): Uint8Array {
  if (typeof text !== 'string' || encoding !== 'latin1')
    throw unsafe('_codecs.encode of something else than latin1');
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

/** `('storage', storage class, key, location, elements[, view])` */
function toStorage(id: unknown): Storage {
  const [tag, storageClass, key, , elements] = Array.isArray(id) ? (id as unknown[]) : [];
  const isKnown = tag === 'storage' && storageClass instanceof StorageClass && typeof key === 'string';
  if (!isKnown || !Number.isSafeInteger(elements) || (elements as number) < 0)
    throw unreadable('a storage is not described');
  return { key, type: storageClass.type, elements: elements as number };
}

function isStorage(value: unknown): value is Storage {
  return typeof value === 'object' && value !== null && 'elements' in value && 'key' in value;
}

function numbers(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.map(Number) : [];
}
