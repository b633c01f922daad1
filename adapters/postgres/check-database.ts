import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import type { JobCount } from '../../core/ports/telemetry.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { packageRoot } from '../files/package-root.ts';

/** @throws DomainError DATABASE_UNAVAILABLE when the database lacks a migration of this version, as one from a backup may */
export async function requireMigrations(sql: SqlClient): Promise<void> {
  const files = await readdir(join(packageRoot, 'db/migrations'));
  const rows = await sql.query<{ id: string }>('select id from migrations');
  const applied = new Set(rows.map(({ id }) => `${id}.sql`));
  const missing = files.filter((name) => name.endsWith('.sql') && !applied.has(name));
  if (missing.length === 0) return;
  throw new DomainError('DATABASE_UNAVAILABLE', `The database lacks the migration ${missing[0]}.`, {
    remedy: 'Start the server again: it brings the database up to date.',
  });
}

/** Jobs by kind and state. */
export function countJobs(sql: SqlClient): Promise<readonly JobCount[]> {
  return sql.query<JobCount>(
    'select kind, state, count(*)::float8 as count from jobs group by kind, state order by kind, state',
  );
}
