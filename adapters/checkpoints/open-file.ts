import { createHash } from 'node:crypto';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { unreadable } from './checkpoint-fault.ts';

const hashChunkBytes = 1 << 20;

/** Opens a regular file for reading. @throws CheckpointFault for anything else */
export async function openFile(path: string): Promise<FileHandle> {
  // Opening a pipe would wait for somebody to write into it.
  if (!(await stat(path)).isFile()) throw unreadable('it is not a regular file');
  return open(path, 'r');
}

/** Size and hex sha256 of a whole file, read once in small pieces. */
export async function hashFile(handle: FileHandle): Promise<{ sizeBytes: number; sha256: string }> {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafeSlow(hashChunkBytes);
  let sizeBytes = 0;
  for (;;) {
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, sizeBytes);
    if (bytesRead === 0) return { sizeBytes, sha256: hash.digest('hex') };
    hash.update(chunk.subarray(0, bytesRead));
    sizeBytes += bytesRead;
  }
}
