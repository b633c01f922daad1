import { mkdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { BackupCounts } from '../../core/ports/backup-writer.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { readVersions } from '../files/read-versions.ts';
import { ArchiveReader } from './archive-reader.ts';
import { type Dump, writeArchive } from './archive-writer.ts';
import { type BackupManifest, manifestName } from './backup-manifest.ts';
import { dumpDatabase, withSnapshot } from './dump-database.ts';
import { dumpFolder, dumpPictures, dumpPluginStates, requireSameModels, restoreFiles } from './home-files.ts';
import { requireFree, requireKnownSchema, restoreDatabase } from './restore-database.ts';

export interface BackupOptions {
  readonly sql: SqlClient;
  readonly home: string;
  /** The file to write. */
  readonly path: string;
  readonly withModels: boolean;
  readonly signal: AbortSignal;
  /** Told after every some rows and files; what it throws ends the backup. */
  readonly onProgress?: Dump['onProgress'];
}

/**
 * Writes database, pictures and files of jobs into one file. The database comes first and as it is at one moment; what it speaks of
 * is on the disk by then, because files are written before rows.
 * @throws DomainError NOT_FOUND, ALREADY_EXISTS, STORAGE_FAILED
 */
export async function writeBackup(options: BackupOptions): Promise<BackupManifest> {
  const { sql, home, path, withModels, signal, onProgress = async () => undefined } = options;
  let manifest: BackupManifest | undefined;
  await writeArchive(path, signal, (archive) =>
    withSnapshot(sql, async (snapshot) => {
      const dump = { archive, entries: {}, onProgress };
      const database = await dumpDatabase(snapshot, dump);
      const pictures = await dumpPictures(home, snapshot, dump);
      await dumpPluginStates(home, dump);
      await dumpFolder(home, 'jobs', dump);
      if (withModels) await dumpFolder(home, 'models', dump);
      const { entries } = dump;
      const createdAt = new Date().toISOString();
      manifest = { format: 1, tuwen: readVersions()['tuwen']!, createdAt, database, ...pictures, entries };
      await archive.add(manifestName, Readable.from([Buffer.from(JSON.stringify(manifest))]));
    }),
  );
  return manifest!;
}

/** What a backup holds, in numbers. */
export function countsOf({
  createdAt,
  database,
  entries,
  pictures,
  missingPictures,
}: BackupManifest): BackupCounts {
  const rows = (table: string) => database.tables.find(({ name }) => name === table)?.rows ?? 0;
  return {
    createdAt,
    collections: rows('collections'),
    items: rows('items'),
    vectors: rows('item_vectors'),
    pictures,
    missingPictures: missingPictures.length,
    models: Object.keys(entries).filter((name) => name.endsWith('/manifest.json')).length,
  };
}

export interface RestoreOptions {
  readonly path: string;
  readonly home: string;
  /** Opens the database as it is, without migrating it. */
  readonly openSql: () => Promise<SqlClient>;
  /** Whether what is there may be deleted. */
  readonly mayReplace: boolean;
}

/**
 * Checks everything, then puts it in place: the database in one transaction.
 * @throws DomainError BACKUP_UNUSABLE, SCHEMA_MISMATCH, ALREADY_EXISTS, DATABASE_LOCKED; nothing is changed by then
 */
export async function restoreBackup(options: RestoreOptions): Promise<BackupManifest> {
  const { path, home, openSql, mayReplace } = options;
  const archive = await ArchiveReader.open(path);
  try {
    await requireKnownSchema(archive.manifest.database, archive.manifest.tuwen);
    await mkdir(home, { recursive: true });
    await archive.verify(home);
    await requireSameModels(home, archive);
    const sql = await openSql();
    try {
      await requireFree(sql, mayReplace);
      await sql.transaction(async (transaction) => {
        await restoreDatabase(transaction, archive);
        // Before the rows that speak of them can be seen.
        await restoreFiles(home, archive);
      });
    } finally {
      await sql.close();
    }
    return archive.manifest;
  } finally {
    archive.close();
  }
}
