import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '../../core/errors.ts';
import type { Checkpoint, CheckpointReader, CheckpointTensor } from '../../core/ports/checkpoint.ts';
import { readRange, StoredTensor } from './storage.ts';
import { unreadable } from './torch-errors.ts';
import { torchEnvironment } from './torch-globals.ts';
import { TorchLegacy } from './torch-legacy.ts';
import { TorchZip } from './torch-zip.ts';
import { unpickle } from './unpickle.ts';

/** A state dict of 100,000 tensors needs about 10 MB. */
const maximumPickleBytes = 64 << 20;
const maximumTensors = 100_000;

/** Reads files of `torch.save`, zip and legacy, as data: tensors and plain containers, nothing that can run. */
export class TorchCheckpointReader implements CheckpointReader {
  async open(path: string): Promise<Checkpoint> {
    const fileName = basename(path);
    const handle = await openFile(path);
    try {
      const object = await readObject(handle, path);
      const tensors = stateDict(object);
      const { size } = await handle.stat();
      const sha256 = await fileSha256(path);
      return { fileName, sizeBytes: size, sha256, tensors, close: () => handle.close() };
    } catch (error) {
      await handle.close();
      throw named(fileName, error);
    }
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new DomainError(
      'CHECKPOINT_UNREADABLE',
      `The checkpoint ${basename(path)} cannot be opened (${code}).`,
      { cause },
    );
  }
}

async function readObject(handle: FileHandle, path: string): Promise<unknown> {
  const { size } = await handle.stat();
  const isZip = size >= 4 && (await readRange(handle, 0, 4)).toString('latin1') === 'PK\x03\x04';
  if (!isZip) {
    const legacy = new TorchLegacy(handle);
    const head = await readRange(handle, 0, Math.min(size, maximumPickleBytes));
    return legacy.readObject(head, torchEnvironment(legacy));
  }
  const zip = await TorchZip.open(handle, path);
  const { start, length } = zip.pickleRange();
  if (length > maximumPickleBytes) throw unreadable('its pickle is too large');
  return unpickle(await readRange(handle, start, length), 0, torchEnvironment(zip)).value;
}

/** The value under `state_dict`, as the original writes it, or the object itself. */
function stateDict(object: unknown): ReadonlyMap<string, CheckpointTensor> {
  const dict =
    object instanceof Map && object.get('state_dict') instanceof Map ? object.get('state_dict') : object;
  if (!(dict instanceof Map)) throw unreadable('it holds no state dict');
  const tensors = new Map<string, CheckpointTensor>();
  for (const [key, value] of dict)
    if (typeof key === 'string' && value instanceof StoredTensor) tensors.set(key, value);
  if (tensors.size === 0) throw unreadable('it holds no tensors');
  if (tensors.size > maximumTensors) throw unreadable('it holds too many tensors');
  return tensors;
}

async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** The same error with the name of the file. */
function named(fileName: string, error: unknown): unknown {
  if (!(error instanceof DomainError)) return error;
  const message = error.message
    .replace('The checkpoint ', `The checkpoint ${fileName} `)
    .replace(` ${error.remedy}`, '');
  const { remedy, details, cause } = error;
  return new DomainError(error.code, message, {
    ...(remedy === undefined ? {} : { remedy }),
    details,
    cause,
  });
}
