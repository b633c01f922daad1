import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { currentCaller } from '../../adapters/async/caller-context.ts';
import { openDatabase } from '../../adapters/postgres/open-database.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { homeWithDatabase } from './home-template.ts';

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
  const home = await homeWithDatabase();
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

/**
 * Settings of commands that open a database of their own, each anew: a real one where there is one, because the embedded one takes a
 * second to open. Gone when the test is over.
 */
export async function commandDatabase(): Promise<{
  readonly settings: Readonly<Record<string, string>>;
  query(text: string): Promise<readonly object[]>;
}> {
  const { url, home, sql, close } = await (testDatabaseUrl === undefined ? openEmbedded() : openReal());
  if (url !== undefined) {
    onTestFinished(close);
    return { settings: { DATABASE_URL: url }, query: (text) => sql.query<object>(text) };
  }
  // The folder belongs to one process at a time.
  await close();
  const query = async (text: string): Promise<readonly object[]> => {
    const opened = await openDatabase({ home: home! });
    return opened.query<object>(text).finally(() => opened.close());
  };
  return { settings: { TUWEN_HOME: home! }, query };
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
