import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { packageRoot } from '../../adapters/files/package-root.ts';

const run = promisify(execFile);
const script = join(packageRoot, '.ci/postgres.sh');

/** A real Postgres of this run's own, which it may crash. */
export interface ChaosPostgres {
  /** An empty database. */
  createDatabase(name: string): Promise<string>;
  /** Ends it without a checkpoint, as a loss of power would. */
  crash(): Promise<void>;
  /** Starts it again at its old address. */
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one as the tests do; a reason where there is none to start. */
export async function startPostgres(): Promise<ChaosPostgres | string> {
  if (!existsSync(script)) return 'there is no .ci/postgres.sh';
  const cache = process.env['TUWEN_CI_CACHE'] ?? join(tmpdir(), 'tuwen-chaos-postgres');
  const call = async (...words: string[]): Promise<string> =>
    (await run('bash', [script, ...words], { env: { ...process.env, TUWEN_CI_CACHE: cache } })).stdout;
  try {
    const url = /TEST_DATABASE_URL=(\S+)/.exec(await call())?.[1];
    if (url === undefined) return '.ci/postgres.sh gave no address';
    return {
      createDatabase: (name) => createDatabase(url, name),
      crash: async () => void (await call('crash')),
      resume: async () => void (await call('resume')),
      stop: async () => void (await call('stop')),
    };
  } catch (error) {
    return `.ci/postgres.sh failed: ${(error as Error).message.split('\n')[0]}`;
  }
}

async function createDatabase(serverUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(serverUrl);
  url.pathname = name;
  return url.href;
}
