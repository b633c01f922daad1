import type { TensorType } from '../../core/ports/checkpoint.ts';
import { unreadable } from '../checkpoints/checkpoint-fault.ts';
import { type PickleEnvironment, PickleFunction } from './pickle-machine.ts';
import { Inert } from './pickle-steps.ts';
import { ScriptObject } from './script-object.ts';
import { Storage, type StorageFile, StoredTensor } from './storage.ts';

/** Element type that a storage class of PyTorch stands for. */
class StorageClass {
  readonly type: TensorType;

  constructor(type: TensorType) {
    this.type = type;
  }
}

const storageClasses: ReadonlyMap<string, StorageClass> = new Map(
  Object.entries({
    'torch.DoubleStorage': 'float64',
    'torch.FloatStorage': 'float32',
    'torch.HalfStorage': 'float16',
    'torch.BFloat16Storage': 'bfloat16',
    'torch.LongStorage': 'int64',
    'torch.IntStorage': 'int32',
    'torch.ShortStorage': 'int16',
    'torch.CharStorage': 'int8',
    'torch.ByteStorage': 'uint8',
    'torch.BoolStorage': 'bool',
  } as const).map(([name, type]) => [name, new StorageClass(type)]),
);

/** Names that appear beside the tensors and become values nobody can do anything with. */
const inertCalls =
  /^(numpy\.dtype|numpy\.(_core|core)\.multiarray\.scalar|_codecs\.encode|torch\.(device|Size)|(builtins|__builtin__)\.(set|frozenset))$/;
const inertValues =
  /^torch\.(float16|float32|float64|half|float|double|bfloat16|u?int8|int16|int32|int64|short|int|long|bool)$/;

/** Classes of a TorchScript archive. Whatever their code says, they are attributes by name here. */
const scriptClass = /^__torch__\./;

const maximumTensors = 100_000;

/** Everything a checkpoint may name: dictionaries, tensors over the storages of one file, objects of
 * TorchScript without their code, and inert metadata. */
export function torchEnvironment(file: StorageFile): PickleEnvironment {
  const functions = torchFunctions(file);
  return {
    global: (name) => {
      if (inertValues.test(name)) return new Inert(name);
      if (scriptClass.test(name)) return new PickleFunction(() => new ScriptObject());
      if (inertCalls.test(name)) return new PickleFunction(() => new Inert(name));
      return functions.get(name) ?? storageClasses.get(name);
    },
    persistent: toStorage,
  };
}

function torchFunctions(file: StorageFile): ReadonlyMap<string, PickleFunction> {
  let tensors = 0;
  const rebuild = new PickleFunction((storage, offset, shape, stride, _gradient, _hooks, lazy) => {
    tensors++;
    if (tensors > maximumTensors) throw unreadable(`it has more than ${maximumTensors} tensors`);
    if (!(storage instanceof Storage)) throw unreadable('a tensor has no storage');
    if (lazy instanceof Map && lazy.size > 0) throw unreadable('a tensor is negated or conjugated lazily');
    const view = { offset: toNumber(offset), shape: toNumbers(shape), stride: toNumbers(stride) };
    return new StoredTensor(storage, view, file);
  });
  return new Map([
    ['collections.OrderedDict', new PickleFunction(emptyDict)],
    ['torch._utils._rebuild_tensor', rebuild],
    ['torch._utils._rebuild_tensor_v2', rebuild],
    ['torch._utils._rebuild_parameter', new PickleFunction((tensor) => tensor)],
  ]);
}

/** Since protocol 2 the entries follow the call. Taking them from a list would make each call as dear as the list. */
function emptyDict(...entries: readonly unknown[]): ReadonlyMap<string, unknown> {
  if (entries.length > 0) throw unreadable('an OrderedDict is written in a way that torch.save does not use');
  return new Map();
}

/** `('storage', storage class, key, location, elements[, view])`; the last stands in the legacy format only. */
function toStorage(id: unknown): Storage {
  const [tag, storageClass, key, , elements, view = null] = Array.isArray(id) ? (id as unknown[]) : [];
  const isKnown = tag === 'storage' && storageClass instanceof StorageClass && typeof key === 'string';
  if (!isKnown || typeof elements !== 'number' || !Number.isSafeInteger(elements) || elements < 0) {
    throw unreadable('a storage is not described as torch.save does');
  }
  if (view !== null) throw unreadable('a storage is a part of another one, as in files of torch before 0.4');
  return new Storage(key, storageClass.type, elements);
}

/** NaN for what is no number; never a conversion, which could take for ever on nested lists. */
function toNumber(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}

function toNumbers(value: unknown): readonly number[] {
  const isShort = Array.isArray(value) && value.length <= 64;
  return isShort ? value.map(toNumber) : [Number.NaN];
}
