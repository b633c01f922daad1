import { mkdtemp, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { storing } from '../files/storing.ts';
import { PgliteSqlClient } from '../postgres/pglite-sql-client.ts';

const prefix = 'database-copy-';

/**
 * Runs work on a copy of the embedded database as it is now: it has one connection, and searches must not wait until a backup has
 * read everything. The copy lies in the home folder and is deleted afterwards.
 * @throws DomainError STORAGE_FAILED without room for it
 */
export async function withDatabaseCopy<T>(
  copyTo: NonNullable<SqlClient['copyTo']>,
  home: string,
  work: (copy: SqlClient) => Promise<T>,
): Promise<T> {
  await requireRoom(home);
  const folder = await storing('A copy of the database', () => mkdtemp(join(home, prefix)));
  try {
    await copyTo(folder);
    const copy = await PgliteSqlClient.open(folder);
    return await work(copy).finally(() => copy.close());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Deletes copies that a dead process has left. Call it while the home folder is locked, before any is made. */
export async function removeDatabaseCopies(home: string): Promise<void> {
  for (const name of await readdir(home))
    if (name.startsWith(prefix)) await rm(join(home, name), { recursive: true, force: true });
}

async function requireRoom(home: string): Promise<void> {
  const files = await readdir(join(home, 'database'), { recursive: true, withFileTypes: true });
  let bytes = 0;
  for (const entry of files.filter((each) => each.isFile()))
    bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0;
  const { bavail, bsize } = await statfs(home);
  if (bytes <= bavail * bsize) return;
  throw new DomainError('STORAGE_FAILED', `A backup needs ${bytes} bytes under TUWEN_HOME for a while.`, {
    remedy: `There are ${bavail * bsize}: make room, or stop the server and use tuwen backup, which copies nothing.`,
  });
}
