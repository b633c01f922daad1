import type { FileHandle } from 'node:fs/promises';
import type { Checkpoint, CheckpointReader, CheckpointTensor } from '../../core/ports/checkpoint.ts';
import { unreadable } from '../checkpoints/checkpoint-fault.ts';
import { openCheckpointFile } from '../checkpoints/open-checkpoint-file.ts';
import { readRange } from '../checkpoints/read-range.ts';
import { ScriptObject, scriptTensors } from './script-object.ts';
import { StoredTensor } from './storage.ts';
import { torchEnvironment } from './torch-globals.ts';
import { TorchLegacy } from './torch-legacy.ts';
import { TorchZip } from './torch-zip.ts';
import { unpickle } from './unpickle.ts';

/** A state dict of 100,000 tensors needs about 20 MB. */
const maximumPickleBytes = 64 << 20;

/** Reads files of `torch.save`, zip and legacy, as data: tensors and plain containers, nothing that can run. */
export class TorchCheckpointReader implements CheckpointReader {
  open(path: string): Promise<Checkpoint> {
    return openCheckpointFile(path, async (handle, fileName) =>
      stateDict(await readObject(handle, fileName)),
    );
  }
}

async function readObject(handle: FileHandle, fileName: string): Promise<unknown> {
  const { size } = await handle.stat();
  if (size === 0) throw unreadable('it is empty');
  const signature = await readRange(handle, 0, Math.min(size, 4));
  if (signature.toString('latin1') !== 'PK\x03\x04') {
    const legacy = new TorchLegacy(handle, fileName);
    const head = await readRange(handle, 0, Math.min(size, maximumPickleBytes));
    return legacy.readObject(head, torchEnvironment(legacy));
  }
  const zip = await TorchZip.open(handle, fileName);
  const { start, length } = zip.pickleRange();
  if (length > maximumPickleBytes) throw unreadable('its pickle is larger than 64 MiB');
  return unpickle(await readRange(handle, start, length), 0, torchEnvironment(zip)).value;
}

/** Tensors under `state_dict`, as the original writes them, of the object itself, or of a TorchScript module. */
function stateDict(object: unknown): ReadonlyMap<string, CheckpointTensor> {
  const inner: unknown = object instanceof Map ? object.get('state_dict') : undefined;
  const outer = object instanceof ScriptObject ? scriptTensors(object) : object;
  const dict = inner instanceof Map ? inner : outer;
  if (!(dict instanceof Map)) throw unreadable('it holds no state dict');
  const tensors = new Map<string, CheckpointTensor>();
  for (const [key, value] of dict as ReadonlyMap<string, unknown>) {
    if (!(value instanceof StoredTensor)) continue;
    value.verify();
    tensors.set(key, value);
  }
  if (tensors.size === 0) throw unreadable('it holds no state dict with tensors');
  return tensors;
}
