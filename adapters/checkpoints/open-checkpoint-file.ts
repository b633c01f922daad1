import type { FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Checkpoint } from '../../core/ports/checkpoint.ts';
import { asDomainError } from './checkpoint-fault.ts';
import { hashFile, openFile } from './open-file.ts';
import { readCompanion } from './read-companion.ts';

/** Finds the tensors of a file whose bytes are read later. @throws CheckpointFault */
export type ReadTensors = (handle: FileHandle, fileName: string) => Promise<Checkpoint['tensors']>;

/** A checkpoint of one file with tensors. @throws DomainError CHECKPOINT_UNREADABLE, CHECKPOINT_UNSAFE */
export async function openCheckpointFile(path: string, readTensors: ReadTensors): Promise<Checkpoint> {
  const fileName = basename(path);
  try {
    const handle = await openFile(path);
    try {
      return {
        fileName,
        tensors: await readTensors(handle, fileName),
        ...(await hashFile(handle)),
        onnx: new Map(),
        companion: (name) => readCompanion(dirname(path), name),
        close: () => handle.close(),
      };
    } catch (error) {
      await handle.close();
      throw error;
    }
  } catch (error) {
    throw asDomainError(fileName, error);
  }
}
