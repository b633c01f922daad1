import { mkdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { SqlClient } from '../../db/sql-client.ts';
import { readVersions } from '../files/read-versions.ts';
import { ArchiveReader } from './archive-reader.ts';
import { writeArchive } from './archive-writer.ts';
import { type BackupManifest, type EntryFacts, manifestName } from './backup-manifest.ts';
import { dumpDatabase, pictureAddresses, withSnapshot } from './dump-database.ts';
import { dumpFolder, dumpPictures, requireSameModels, restoreFiles } from './home-files.ts';
import { requireFree, requireKnownSchema, restoreDatabase } from './restore-database.ts';

export interface BackupOptions {
  readonly sql: SqlClient;
  readonly home: string;
  /** The file to write. */
  readonly path: string;
  readonly withModels: boolean;
  readonly signal: AbortSignal;
}

/**
 * Writes database, pictures and files of jobs into one file. The database comes first and as it is at one moment; what it speaks of
 * is on the disk by then, because files are written before rows.
 * @throws DomainError NOT_FOUND, ALREADY_EXISTS, STORAGE_FAILED
 */
export async function writeBackup(options: BackupOptions): Promise<BackupManifest> {
  const { sql, home, path, withModels, signal } = options;
  let manifest: BackupManifest | undefined;
  await writeArchive(path, signal, (archive) =>
    withSnapshot(sql, async (snapshot) => {
      const entries: Record<string, EntryFacts> = {};
      const database = await dumpDatabase(snapshot, archive, entries);
      const pictures = await dumpPictures(home, pictureAddresses(snapshot), archive);
      await dumpFolder(home, 'jobs', archive, entries);
      if (withModels) await dumpFolder(home, 'models', archive, entries);
      const createdAt = new Date().toISOString();
      manifest = { format: 1, tuwen: readVersions()['tuwen']!, createdAt, database, ...pictures, entries };
      await archive.add(manifestName, Readable.from([Buffer.from(JSON.stringify(manifest))]));
    }),
  );
  return manifest!;
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
