import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { backupFile } from '../../core/backup/backup-job.ts';
import type { BackupCounts, BackupWriter } from '../../core/ports/backup-writer.ts';
import type { JobStore } from '../../core/ports/job-store.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { storing } from '../files/storing.ts';
import { countsOf, writeBackup } from './backup.ts';
import { removeDatabaseCopies, withDatabaseCopy } from './database-copy.ts';

export interface LiveBackupsDependencies {
  readonly home: string;
  /** The server's database. */
  readonly sql: SqlClient;
  /** Opens a connection of its own to a database that has them. */
  readonly connect: () => Promise<SqlClient>;
}

/** Backs up a database that is in use: a copy of the embedded one, or a snapshot on a connection of its own. */
export class LiveBackups implements BackupWriter {
  readonly #deps: LiveBackupsDependencies;

  constructor(deps: LiveBackupsDependencies) {
    this.#deps = deps;
  }

  async write(options: Parameters<BackupWriter['write']>[0]): Promise<BackupCounts> {
    const { home, sql, connect } = this.#deps;
    const { path, signal, onProgress } = options;
    await storing('The backup', () => mkdir(dirname(path), { recursive: true }));
    await removeLeftovers(path);
    const work = async (source: SqlClient) => countsOf(await writeBackup({ ...options, sql: source, home }));
    const copyTo = sql.copyTo?.bind(sql);
    if (copyTo === undefined) {
      const own = await connect();
      return work(own).finally(() => own.close());
    }
    await onProgress({ stage: 'copy', done: 0 });
    signal.throwIfAborted();
    return withDatabaseCopy(copyTo, home, work);
  }
}

/**
 * Deletes what backup jobs of dead processes have left half-written. One that runs is left alone: another process may be at it, and
 * whoever takes it over begins by cleaning up.
 */
export async function removeBackupLeftovers(
  home: string,
  jobStore: Pick<JobStore, 'find'>,
  isEmbedded: boolean,
) {
  if (isEmbedded) await removeDatabaseCopies(home);
  const jobs = await readdir(join(home, 'jobs')).catch(() => []);
  for (const id of jobs) {
    const partial = await partialsOf(join(home, 'jobs', id, backupFile));
    if (partial.length === 0 || (await jobStore.find(id))?.state === 'running') continue;
    for (const path of partial) await rm(path, { force: true });
  }
}

async function removeLeftovers(path: string): Promise<void> {
  for (const left of [path, ...(await partialsOf(path))]) await rm(left, { force: true });
}

/** Files that {@link writeArchive} was writing when its process ended. */
async function partialsOf(path: string): Promise<readonly string[]> {
  const names = await readdir(dirname(path)).catch(() => []);
  return names
    .filter((name) => name.startsWith(`.${basename(path)}.`) && name.endsWith('.partial'))
    .map((name) => join(dirname(path), name));
}
