import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SqlClient } from './sql-client.ts';

/** The database is not one that these migrations made, or one of them failed. */
export class MigrationError extends Error {
  /** What the reader can do about it, one sentence. */
  readonly remedy: string;

  constructor(message: string, remedy: string, options: ErrorOptions = {}) {
    super(message, options);
    this.remedy = remedy;
  }
}

export interface Migration {
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
  applied_at timestamptz not null default now(),
  applied_by text
);
-- Databases from before it was noted which version applied what.
alter table migrations add column if not exists applied_by text`;

/**
 * Brings the database to the state of the SQL files in `folder`: each is run once, in order, in a transaction of its
 * own. Running twice does no harm, and two processes do not disturb each other.
 * @param version of the program, noted beside each migration
 * @param only ids of those to apply; left out: all
 * @returns ids of the migrations that were applied
 * @throws MigrationError when the database knows a migration that the folder lacks, or one whose file has changed, or when one
 *   fails; the database is then as it was before that one
 */
export async function migrate(
  client: SqlClient,
  folder: string,
  version: string,
  only?: ReadonlySet<string>,
): Promise<readonly string[]> {
  const migrations = await readMigrations(folder);
  const applied: string[] = [];
  await client.transaction(async (transaction) => {
    // Without it two first starts at once both find no table, and one fails.
    await lock(transaction);
    await transaction.execute(createTable);
  });
  for (const migration of migrations.filter(({ id }) => only?.has(id) ?? true)) {
    if (
      await client.transaction((transaction) =>
        applyOnce(transaction, { migration, known: migrations, version }),
      )
    )
      applied.push(migration.id);
  }
  return applied;
}

/** The SQL files of a folder in order. */
export async function readMigrations(folder: string): Promise<readonly Migration[]> {
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

/** Until the transaction ends, in which neither waiting for another process nor a long migration has a limit. */
async function lock(transaction: SqlClient): Promise<void> {
  await transaction.execute('set local statement_timeout = 0');
  await transaction.query('select pg_advisory_xact_lock($1)', [lockKey]);
}

async function applyOnce(
  client: SqlClient,
  {
    migration,
    known,
    version,
  }: { readonly migration: Migration; readonly known: readonly Migration[]; readonly version: string },
): Promise<boolean> {
  await lock(client);
  const rows = await client.query<Applied>('select id, sha256, applied_by from migrations order by id');
  refuseOthers(rows, known, version);
  if (rows.some(({ id }) => id === migration.id)) return false;
  // The row comes first: a second process that slipped through would fail here and not half-way.
  await client.query('insert into migrations (id, sha256, applied_by) values ($1, $2, $3)', [
    migration.id,
    migration.sha256,
    version,
  ]);
  await client.execute(migration.sql).catch((cause: Error) => {
    throw new MigrationError(
      `The migration ${migration.id} failed (${cause.message}); the database is as it was before it.`,
      'Go on with the version that you had, and report what failed.',
      { cause },
    );
  });
  return true;
}

interface Applied {
  readonly id: string;
  readonly sha256: string;
  /** Null where an older version did not note it. */
  readonly applied_by: string | null;
}

function refuseOthers(rows: readonly Applied[], known: readonly Migration[], version: string): void {
  const newer = rows.filter(({ id }) => known.every((migration) => migration.id !== id));
  const last = newer.at(-1);
  if (last !== undefined) {
    const needed = last.applied_by === null ? 'a newer Tuwen' : `Tuwen ${last.applied_by}`;
    throw new MigrationError(
      `The database has the migration ${last.id}, which ${needed} applied and this version, ${version}, does not know.`,
      `Start ${needed === 'a newer Tuwen' ? needed : `${needed} or a newer one`}, or restore a backup from before the upgrade into an empty database.`,
    );
  }
  const changed = rows.find(({ id, sha256 }) => known.find((each) => each.id === id)?.sha256 !== sha256);
  if (changed === undefined) return;
  throw new MigrationError(
    `The migration ${changed.id} has changed since it was applied.`,
    'Use the files of a released version as they are.',
  );
}
