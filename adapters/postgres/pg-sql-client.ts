import pg from 'pg';
import type { SqlClient } from '../../db/sql-client.ts';
import { searchSettings } from './search-settings.ts';
import { toDomainError } from './sql-errors.ts';

export interface PgOptions {
  /** Connections at most. */
  readonly poolSize?: number;
  readonly statementTimeoutMs?: number;
}

type Queryable = Pick<pg.Pool | pg.PoolClient, 'query'>;

/** A real Postgres through a pool of connections. */
export class PgSqlClient implements SqlClient {
  readonly #pool: pg.Pool;
  /** `host:port/database`, for messages. */
  readonly #target: string;

  constructor(url: string, { poolSize = 10, statementTimeoutMs = 60_000 }: PgOptions = {}) {
    const { hostname, port, pathname } = new URL(url);
    this.#target = `${hostname}:${port || '5432'}${pathname}`;
    this.#pool = new pg.Pool({
      connectionString: url,
      max: poolSize,
      statement_timeout: statementTimeoutMs,
      connectionTimeoutMillis: 10_000,
      application_name: 'tuwen',
      options: searchSettings.map(([name, value]) => `-c ${name}=${value}`).join(' '),
    });
    // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
    this.#pool.on('error', () => undefined);
  }

  query<Row>(text: string, parameters: readonly unknown[] = []): Promise<readonly Row[]> {
    return this.#translated(() => rows<Row>(this.#pool, text, parameters));
  }

  execute(script: string): Promise<void> {
    return this.#translated(async () => void (await this.#pool.query(script)));
  }

  transaction<T>(work: (client: SqlClient) => Promise<T>): Promise<T> {
    return this.#translated(async () => {
      const connection = await this.#pool.connect();
      // A connection lost between two statements reports here; the next statement fails and says so.
      const ignore = (): void => undefined;
      connection.on('error', ignore);
      let broken: Error | undefined;
      try {
        await connection.query('begin');
        const result = await work(nested(connection));
        await connection.query('commit');
        return result;
      } catch (error) {
        broken = await rollback(connection);
        throw error;
      } finally {
        connection.off('error', ignore);
        connection.release(broken);
      }
    });
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #translated<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toDomainError(error, this.#target);
    }
  }
}

/** The client that a transaction's work sees; a transaction inside it is part of the outer one. */
function nested(connection: Queryable): SqlClient {
  const client: SqlClient = {
    query: (text, parameters = []) => rows(connection, text, parameters),
    execute: async (script) => void (await connection.query(script)),
    transaction: (work) => work(client),
    close: async () => undefined,
  };
  return client;
}

async function rows<Row>(
  connection: Queryable,
  text: string,
  parameters: readonly unknown[],
): Promise<readonly Row[]> {
  return (await connection.query(text, [...parameters])).rows as Row[];
}

/** The error of a connection that cannot even roll back, which must not be used again. */
async function rollback(connection: Queryable): Promise<Error | undefined> {
  try {
    await connection.query('rollback');
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
