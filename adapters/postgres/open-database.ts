import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate } from '../../db/migrate.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { lockDataFolder } from '../files/data-folder-lock.ts';
import { packageRoot } from '../files/package-root.ts';
import { readVersions } from '../files/read-versions.ts';
import { keepLogShort } from './keep-log-short.ts';
import { type PgOptions, PgSqlClient } from './pg-sql-client.ts';
import { PgliteSqlClient } from './pglite-sql-client.ts';
import { searchSettings } from './search-settings.ts';
import { toDomainError } from './sql-errors.ts';
import { fillSearchColumns } from './write-items.ts';

/** The embedded database has one process: whoever worked on a job before is gone, and its lease need not run out. */
const endLeases = "update jobs set lease_until = '-infinity' where state = 'running'";

/** Where the database is: a real Postgres, or the embedded one under a home folder. */
export type DatabaseLocation =
  | ({ readonly databaseUrl: string } & Pick<PgOptions, 'poolSize' | 'statementTimeoutMs'>)
  | { readonly home: string };

/** Aborted when nobody waits any more for what is asked now. */
export type CurrentSignal = () => AbortSignal | undefined;

/**
 * Opens the database and brings its schema up to date.
 * @throws DomainError DATABASE_UNAVAILABLE, DATABASE_LOCKED
 */
export async function openDatabase(
  location: DatabaseLocation,
  currentSignal: CurrentSignal = () => undefined,
): Promise<SqlClient> {
  const client = await connect(location, currentSignal);
  try {
    await migrate(client, join(packageRoot, 'db/migrations'), readVersions()['tuwen']!);
    await fillSearchColumns(client);
    if ('home' in location) await client.execute(endLeases);
    return client;
  } catch (error) {
    await client.close().catch(() => undefined);
    throw toDomainError(error, 'database');
  }
}

/** Opens the database as it is. @throws DomainError DATABASE_UNAVAILABLE, DATABASE_LOCKED */
export async function connect(
  location: DatabaseLocation,
  currentSignal: CurrentSignal = () => undefined,
): Promise<SqlClient> {
  return 'databaseUrl' in location
    ? new PgSqlClient(location.databaseUrl, { ...location, currentSignal })
    : openEmbedded(location.home, currentSignal);
}

/** Embedded database in a locked folder; closing it unlocks the folder. */
async function openEmbedded(home: string, currentSignal: CurrentSignal): Promise<SqlClient> {
  await mkdir(home, { recursive: true });
  const unlock = await lockDataFolder(home);
  try {
    const client = await PgliteSqlClient.open(join(home, 'database'), currentSignal);
    await client.execute(searchSettings.map(([name, value]) => `set ${name} = ${value};`).join('\n'));
    const close = client.close.bind(client);
    const endKeeping = keepLogShort(client);
    client.close = async () => {
      endKeeping();
      await close();
      await unlock();
    };
    return client;
  } catch (error) {
    await unlock();
    throw error;
  }
}
