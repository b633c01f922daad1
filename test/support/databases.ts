import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { currentCaller } from '../../adapters/async/caller-context.ts';
import { openDatabase } from '../../adapters/postgres/open-database.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Address of a real Postgres with pgvector; tests that need it are skipped by name without it. */
export const testDatabaseUrl = process.env['TEST_DATABASE_URL'];

/** A database of its own, gone when it is closed. */
export interface TestDatabase {
  readonly sql: SqlClient;
  /** Undefined for the embedded one. */
  readonly url?: string;
  /** Undefined for a real one. */
  readonly home?: string;
  close(): Promise<void>;
}

export async function openEmbedded(): Promise<TestDatabase> {
  const home = temporaryFolder();
  const sql = await openDatabase({ home }, () => currentCaller().signal);
  return { sql, home, close: () => sql.close() };
}

export async function openReal(): Promise<TestDatabase> {
  const name = `tuwen_${randomUUID().replaceAll('-', '')}`;
  await administer(`create database ${name}`);
  const url = new URL(testDatabaseUrl!);
  url.pathname = name;
  const sql = await openDatabase({ databaseUrl: url.href }, () => currentCaller().signal);
  return {
    sql,
    url: url.href,
    close: async () => {
      await sql.close();
      await administer(`drop database ${name} with (force)`);
    },
  };
}

/** Runs a statement on the server itself, past any database of a test. */
export async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: testDatabaseUrl });
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** The databases that a suite runs on. */
export const databases = [
  { name: 'embedded (PGlite)', open: openEmbedded, isMissing: false },
  { name: 'real Postgres (TEST_DATABASE_URL)', open: openReal, isMissing: testDatabaseUrl === undefined },
] as const;
