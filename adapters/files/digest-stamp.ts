import type { BigIntStats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { atomicWrite } from './atomic-write.ts';

/** A file changed so recently could change once more without its times telling. */
const settledAfterMs = 2_000;

/**
 * Whether a file's bytes have a digest, which `read` finds out. That they had it is noted beside the file, with its inode, size
 * and times: as long as these stay, it is not read again. A folder that cannot be written to has no notes.
 */
export async function hasDigest(
  path: string,
  sha256: string,
  read: (path: string) => Promise<string>,
  now = Date.now,
): Promise<boolean> {
  // Taken before the bytes are read: a change while they are does not fit the note.
  const stats = await stat(path, { bigint: true });
  const note = [sha256, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ');
  // A dot never begins the name of a model's file.
  const notePath = join(dirname(path), `.${basename(path)}.verified`);
  if ((await readFile(notePath, 'utf8').catch(() => undefined)) === note) return true;
  if ((await read(path)) !== sha256) return false;
  if (hasSettled(stats, now())) await atomicWrite(notePath, note).catch(() => undefined);
  return true;
}

function hasSettled({ ctimeMs }: BigIntStats, nowMs: number): boolean {
  return nowMs - Number(ctimeMs) > settledAfterMs;
}
