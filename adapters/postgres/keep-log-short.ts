import type { SqlClient } from '../../db/sql-client.ts';

const everyMs = 10_000;
const longestBytes = 256 * 2 ** 20;

const selectLength = `select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn)::float8 as bytes from pg_control_checkpoint()`;

/**
 * Writes a checkpoint whenever the embedded database's log has grown long. Postgres leaves that to a process of its own, which PGlite
 * does not have: its log would grow by all that is ever written until it is closed, and be gone through after a crash.
 * @returns ends it
 */
export function keepLogShort(sql: SqlClient): () => void {
  // What is wrong with the database, those who use it are told.
  const timer = setInterval(() => void shortenLog(sql).catch(() => undefined), everyMs).unref();
  return () => clearInterval(timer);
}

/** Writes a checkpoint if the log since the last one is longer than that. */
export async function shortenLog(sql: SqlClient, bytes = longestBytes): Promise<void> {
  const [row] = await sql.query<{ bytes: number }>(selectLength);
  if (row!.bytes > bytes) await sql.execute('checkpoint');
}
