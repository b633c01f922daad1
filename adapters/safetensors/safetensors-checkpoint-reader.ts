import type { FileHandle } from 'node:fs/promises';
import type { Checkpoint, CheckpointReader, CheckpointTensor } from '../../core/ports/checkpoint.ts';
import { asDomainError, unreadable } from '../checkpoints/checkpoint-fault.ts';
import { openCheckpointFile } from '../checkpoints/open-checkpoint-file.ts';
import { readRange } from '../checkpoints/read-range.ts';
import { parseHeader, type SafetensorsEntry } from './safetensors-header.ts';

const lengthBytes = 8;

/** The limit of the format's own reader. */
const maximumHeaderBytes = 100_000_000;

/** Reads one `.safetensors` file; tensors are read by range when asked for. */
export class SafetensorsCheckpointReader implements CheckpointReader {
  open(path: string): Promise<Checkpoint> {
    return openCheckpointFile(path, readTensors);
  }
}

async function readTensors(
  handle: FileHandle,
  fileName: string,
): Promise<ReadonlyMap<string, CheckpointTensor>> {
  const { size } = await handle.stat();
  if (size < lengthBytes) throw unreadable('it is shorter than any safetensors file');
  const declared = (await readRange(handle, 0, lengthBytes)).readBigUInt64LE();
  if (declared > BigInt(Math.min(size - lengthBytes, maximumHeaderBytes))) {
    throw unreadable(`its header of ${declared} bytes does not fit`);
  }
  const headerBytes = Number(declared);
  const header = await readRange(handle, lengthBytes, headerBytes);
  const dataAt = lengthBytes + headerBytes;
  const entries = parseHeader(header.toString('utf8'), size - dataAt);
  return new Map(entries.map((entry) => [entry.name, storedTensor(handle, fileName, entry, dataAt)]));
}

function storedTensor(
  handle: FileHandle,
  fileName: string,
  { type, shape, range }: SafetensorsEntry,
  dataAt: number,
): CheckpointTensor {
  const read = async () => {
    try {
      return await readRange(handle, dataAt + range.start, range.length);
    } catch (error) {
      throw asDomainError(fileName, error);
    }
  };
  return { type, shape, read };
}
