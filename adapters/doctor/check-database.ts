import { DomainError } from '../../core/errors.ts';
import { readMigrations } from '../../db/migrate.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { hasSchema, migrationsFolder, pictureAddresses } from '../backup/dump-database.ts';
import { type Finding, failure } from './finding.ts';

/** Of a server: its pool, and what cancels statements. */
const connectionsOfServer = 12;

/** A database as it is, without changing it. */
export async function checkDatabase(sql: SqlClient): Promise<readonly Finding[]> {
  const checks = [checkVersion, checkVector, checkMigrations, checkConnections, checkIndexes, checkJobs];
  const found: (readonly Finding[])[] = [];
  for (const check of checks)
    found.push(await check(sql).catch((error: unknown) => [failure('database', 'A check failed', error)]));
  return found.flat();
}

export const noDatabase: Finding = {
  area: 'database',
  state: 'ok',
  message: 'The embedded one is not there yet; the first start makes it',
};

/** Why a database could not be opened; one that a server has is no fault. */
export function closedDatabase(error: unknown): Finding {
  if (!(error instanceof DomainError) || error.code !== 'DATABASE_LOCKED')
    return failure('database', 'It cannot be opened', error);
  return {
    area: 'database',
    state: 'unknown',
    message: `${error.problem} The embedded database, its jobs and which pictures it needs were not checked.`,
    remedy: 'Stop the server and call the doctor again, or ask /readyz.',
  };
}

/** Addresses of all pictures of items. */
export async function neededPictures(sql: SqlClient): Promise<Set<string>> {
  if (!(await hasSchema(sql))) return new Set();
  const needed = new Set<string>();
  await sql.transaction(async (transaction) => {
    for await (const sha256 of pictureAddresses(transaction)) needed.add(sha256);
  });
  return needed;
}

async function checkVersion(sql: SqlClient): Promise<readonly Finding[]> {
  const [row] = await sql.query<{ version: string; size: string }>(
    `select current_setting('server_version') as version, pg_size_pretty(pg_database_size(current_database())) as size`,
  );
  return [{ area: 'database', state: 'ok', message: `Postgres ${row!.version}, ${row!.size}` }];
}

async function checkVector(sql: SqlClient): Promise<readonly Finding[]> {
  const [row] = await sql.query<{ installed: string | null; there: string | null }>(
    "select (select extversion from pg_extension where extname = 'vector') as installed, (select default_version from pg_available_extensions where name = 'vector') as there",
  );
  const version = row!.installed ?? row!.there;
  if (version === null)
    return [
      {
        area: 'database',
        state: 'fail',
        message: 'pgvector is not there',
        remedy: 'Install pgvector 0.8 or newer.',
      },
    ];
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 0 || minor >= 8) return [{ area: 'database', state: 'ok', message: `pgvector ${version}` }];
  const remedy = 'Install 0.8 or newer, then: alter extension vector update.';
  return [{ area: 'database', state: 'fail', message: `pgvector ${version} has no iterative scans`, remedy }];
}

async function checkMigrations(sql: SqlClient): Promise<readonly Finding[]> {
  const known = await readMigrations(migrationsFolder);
  if (!(await hasSchema(sql)))
    return [{ area: 'database', state: 'ok', message: 'Empty; the first start makes its tables' }];
  const applied = await sql.query<{ id: string; sha256: string }>(
    'select id, sha256 from migrations order by id',
  );
  const other = applied.find(({ id, sha256 }) =>
    known.every((each) => each.id !== id || each.sha256 !== sha256),
  );
  if (other !== undefined) {
    const remedy = 'Start the version that made it, or restore a backup (docs/operation.md).';
    return [
      {
        area: 'database',
        state: 'fail',
        message: `This version does not know migration ${other.id}`,
        remedy,
      },
    ];
  }
  const missing = known.length - applied.length;
  if (missing === 0)
    return [{ area: 'database', state: 'ok', message: `All ${known.length} migrations applied` }];
  const remedy = 'Back up; the next start applies them.';
  return [{ area: 'database', state: 'warn', message: `${missing} migrations are to be applied`, remedy }];
}

async function checkConnections(sql: SqlClient): Promise<readonly Finding[]> {
  const [row] = await sql.query<{ most: number; used: number }>(
    `select current_setting('max_connections')::int as most,
      (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as used`,
  );
  const { most, used } = row!;
  const message = `${used} of ${most} connections used`;
  // The embedded one has one, and needs one.
  if (most === 1 || most - used >= connectionsOfServer) return [{ area: 'database', state: 'ok', message }];
  const remedy = `A server needs ${connectionsOfServer}: raise max_connections or end others.`;
  return [{ area: 'database', state: 'warn', message, remedy }];
}

async function checkIndexes(sql: SqlClient): Promise<readonly Finding[]> {
  const rows = await sql.query<{ name: string }>(
    `select indexrelid::regclass::text as name from pg_index join pg_class on pg_class.oid = indexrelid
      where not indisvalid and relnamespace = current_schema()::regnamespace`,
  );
  if (rows.length === 0) return [{ area: 'database', state: 'ok', message: 'All indexes are valid' }];
  return rows.map(({ name }) => ({
    area: 'database',
    state: 'fail',
    message: `The index ${name} is not valid: its building broke off`,
    remedy: `reindex index ${name}, or start an index build of its collection.`,
  }));
}

async function checkJobs(sql: SqlClient): Promise<readonly Finding[]> {
  if (!(await hasSchema(sql))) return [];
  const rows = await sql.query<{ id: string; kind: string; crashes: number }>(
    `select id::text, kind, crashes from jobs where state = 'running' and (lease_until < now() or crashes > 0) order by id`,
  );
  const [row] = await sql.query<{ n: number }>(
    "select count(*)::int as n from jobs where state = 'queued' and created_at < now() - interval '1 hour'",
  );
  const stuck = rows.map(({ id, kind, crashes }): Finding => {
    const message = `Job ${id} (${kind}): its worker is gone, ${crashes} times before`;
    return { area: 'jobs', state: 'warn', message, remedy: 'A server or `tuwen worker` goes on with it.' };
  });
  const waiting = row!.n;
  if (waiting > 0)
    stuck.push({
      area: 'jobs',
      state: 'warn',
      message: `${waiting} jobs have waited for more than an hour`,
      remedy: 'Start a server with TUWEN_JOBS of 1 or more, or `tuwen worker`.',
    });
  return stuck.length > 0 ? stuck : [{ area: 'jobs', state: 'ok', message: 'None is stuck' }];
}
