import { statfs } from 'node:fs/promises';
import { DomainError } from '../../core/errors.ts';

/** @throws DomainError STORAGE_FAILED when a folder's disk has less than that to give */
export async function requireFreeSpace(folder: string, megabytes: number): Promise<void> {
  if (megabytes === 0) return;
  const { bavail, bsize } = await statfs(folder);
  const free = Math.floor((bavail * bsize) / 2 ** 20);
  if (free >= megabytes) return;
  throw new DomainError('STORAGE_FAILED', `The disk of TUWEN_HOME has ${free} MB left.`, {
    remedy: `Make room: ${megabytes} MB are wanted (TUWEN_MINIMUM_DISK_MB).`,
    details: { freeMb: free, minimumMb: megabytes },
  });
}
