import type { FileHandle } from 'node:fs/promises';
import { unreadable } from './checkpoint-fault.ts';

/** A part of a file. */
export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

/** Bytes of a file. @throws CheckpointFault when it ends before. */
export async function readRange(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length);
  await fillFrom(handle, buffer, position);
  return buffer;
}

/** Fills a buffer with the bytes of a file from `position` on. @throws CheckpointFault when it ends before. */
export async function fillFrom(handle: FileHandle, buffer: Uint8Array, position: number): Promise<void> {
  if (!Number.isSafeInteger(position + buffer.length)) throw unreadable('it points far beyond its end');
  for (let filled = 0; filled < buffer.length; ) {
    const wanted = Math.min(buffer.length - filled, 1 << 30);
    const { bytesRead } = await handle.read(buffer, filled, wanted, position + filled);
    if (bytesRead === 0) throw unreadable('it ends too early');
    filled += bytesRead;
  }
}
