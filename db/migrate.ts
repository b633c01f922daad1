import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SqlClient } from './sql-client.ts';

/** The database is not one that these migrations made. */
export class MigrationError extends Error {}

interface Migration {
  /** File name without `.sql`; sorts in order. */
  readonly id: string;
  readonly sql: string;
  readonly sha256: string;
}

/** Any number; the same in every process, so that two of them do not migrate at once. */
const lockKey = 7_201_845;

const createTable = `create table if not exists migrations (
  id text primary key,
  sha256 text not null,
  applied_at timestamptz not null default now()
)`;

/**
 * Brings the database to the state of the SQL files in `folder`: each is run once, in order, in a transaction of its
 * own. Running twice does no harm, and two processes do not disturb each other.
 * @returns ids of the migrations that were applied
 * @throws MigrationError when the database knows a migration that the folder lacks, or one whose file has changed
 */
export async function migrate(client: SqlClient, folder: string): Promise<readonly string[]> {
  const migrations = await readMigrations(folder);
  const applied: string[] = [];
  await client.execute(createTable);
  for (const migration of migrations) {
    if (await client.transaction((transaction) => applyOnce(transaction, migration, migrations)))
      applied.push(migration.id);
  }
  return applied;
}

async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name), 'utf8');
      return {
        id: name.slice(0, -'.sql'.length),
        sql,
        sha256: createHash('sha256').update(sql).digest('hex'),
      };
    }),
  );
}

async function applyOnce(
  client: SqlClient,
  migration: Migration,
  known: readonly Migration[],
): Promise<boolean> {
  await client.query('select pg_advisory_xact_lock($1)', [lockKey]);
  const rows = await client.query<{ id: string; sha256: string }>('select id, sha256 from migrations');
  refuseOthers(rows, known);
  if (rows.some(({ id }) => id === migration.id)) return false;
  // The row comes first: a second process that slipped through would fail here and not half-way.
  await client.query('insert into migrations (id, sha256) values ($1, $2)', [migration.id, migration.sha256]);
  await client.execute(migration.sql);
  return true;
}

function refuseOthers(rows: readonly { id: string; sha256: string }[], known: readonly Migration[]): void {
  for (const { id, sha256 } of rows) {
    const file = known.find((migration) => migration.id === id);
    if (file === undefined)
      throw new MigrationError(`The database has the migration ${id}, which this version does not know.`);
    if (file.sha256 !== sha256)
      throw new MigrationError(`The migration ${id} has changed since it was applied.`);
  }
}
