import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { QueryOptions, SqlClient } from '../../db/sql-client.ts';
import { searchSettings } from './search-settings.ts';
import { allBusy, isOutwaited, silent, toDomainError } from './sql-errors.ts';
import { withBinaryVectors } from './vector-parameters.ts';

export interface PgOptions {
  /** Connections at most. */
  readonly poolSize?: number;
  readonly statementTimeoutMs?: number;
  /** How long a caller waits for a connection. Default: 10 s. */
  readonly connectionTimeoutMs?: number;
  /** Aborted when nobody waits any more for what is asked now; its reason is what the caller gets. */
  readonly currentSignal?: () => AbortSignal | undefined;
}

/** A server that has not answered one word by then hangs. */
const probeMs = 2_000;

/** A silent connection is probed from then on; the system's own two hours are longer than most firewalls wait. */
const keepAliveMs = 60_000;

/** `pg` has the process id of a connection's backend, but its types do not. */
type Connection = pg.PoolClient & { readonly processID?: number };

/** A real Postgres through a pool of connections. */
export class PgSqlClient implements SqlClient {
  readonly #pool: pg.Pool;
  readonly #poolSize: number;
  /** Connections that callers have; what the pool counts are also those that are still being made. */
  #taken = 0;
  /** Asks the server to cancel statements; apart, because the pool may be used up by what is to be cancelled. */
  readonly #cancelling: pg.Pool;
  #probing: Promise<boolean> | undefined;
  readonly #currentSignal: () => AbortSignal | undefined;
  /** `host:port/database`, for messages. */
  readonly #target: string;

  constructor(url: string, options: PgOptions = {}) {
    const { poolSize = 10, statementTimeoutMs = 60_000, connectionTimeoutMs = 10_000 } = options;
    const { hostname, port, pathname } = new URL(url);
    this.#target = `${hostname}:${port || '5432'}${pathname}`;
    const common = {
      connectionString: url,
      connectionTimeoutMillis: connectionTimeoutMs,
      application_name: 'tuwen',
      // An index build of hours says nothing: a firewall would forget its connection, and nobody notice.
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveMs,
    };
    this.#poolSize = poolSize;
    this.#pool = new pg.Pool({
      ...common,
      max: poolSize,
      statement_timeout: statementTimeoutMs,
      // Prepared statements of collections that are gone go with their connection.
      maxLifetimeSeconds: 3_600,
      options: searchSettings.map(([name, value]) => `-c ${name}=${value}`).join(' '),
    });
    this.#pool.on('acquire', () => this.#taken++);
    this.#pool.on('release', () => this.#taken--);
    this.#cancelling = new pg.Pool({ ...common, max: 2 });
    this.#currentSignal = options.currentSignal ?? (() => undefined);
    // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
    for (const pool of [this.#pool, this.#cancelling]) pool.on('error', () => undefined);
  }

  /** `waiting` are callers without one. */
  get connections(): Readonly<Record<'active' | 'idle' | 'waiting', number>> {
    const { totalCount, idleCount, waitingCount } = this.#pool;
    return { active: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
  }

  query<Row>(
    text: string,
    parameters: readonly unknown[] = [],
    options: QueryOptions = {},
  ): Promise<readonly Row[]> {
    return this.#translated(() =>
      this.#connected((connection) => this.#rows<Row>(connection, text, parameters, options)),
    );
  }

  execute(script: string): Promise<void> {
    return this.#translated(async () => void (await this.#pool.query(script)));
  }

  transaction<T>(work: (client: SqlClient) => Promise<T>): Promise<T> {
    return this.#translated(() =>
      this.#connected(async (connection) => {
        await connection.query('begin');
        const result = await work(this.#nested(connection));
        await connection.query('commit');
        return result;
      }, rollback),
    );
  }

  maintain<T>(work: (client: SqlClient) => Promise<T>): Promise<T> {
    return this.#translated(() =>
      this.#connected(async (connection) => {
        try {
          await connection.query('set statement_timeout = 0');
          return await work(this.#nested(connection));
        } finally {
          // A connection that cannot even do this is gone, and the pool will see.
          await connection.query('reset all').catch(() => undefined);
        }
      }),
    );
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.end(), this.#cancelling.end()]);
  }

  /** Runs work on a connection of its own; `mend` gives the error of a connection that must not be used again. */
  async #connected<T>(
    work: (connection: Connection) => Promise<T>,
    mend: (connection: Connection) => Promise<Error | undefined> = async () => undefined,
  ): Promise<T> {
    this.#currentSignal()?.throwIfAborted();
    const connection: Connection = await this.#pool.connect();
    // A connection lost between two statements reports here; the next statement fails and says so.
    const ignore = (): void => undefined;
    connection.on('error', ignore);
    let broken: Error | undefined;
    try {
      return await work(connection);
    } catch (error) {
      broken = await mend(connection);
      throw error;
    } finally {
      connection.off('error', ignore);
      connection.release(broken);
    }
  }

  /** A statement's rows. When its caller leaves, the server is told to cancel it. */
  async #rows<Row>(
    connection: Connection,
    text: string,
    parameters: readonly unknown[],
    { isRecurring = false }: QueryOptions,
  ): Promise<readonly Row[]> {
    const statement = {
      text,
      values: withBinaryVectors(parameters),
      ...(isRecurring && { name: nameOf(text) }),
    };
    const signal = this.#currentSignal();
    signal?.throwIfAborted();
    let cancelled: Promise<unknown> | undefined;
    const cancel = (): void => {
      cancelled = this.#cancelling
        .query('select pg_cancel_backend($1)', [connection.processID])
        // Then it runs to its end, or to the server's own limit.
        .catch(() => undefined);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return (await connection.query(statement)).rows as Row[];
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    } finally {
      signal?.removeEventListener('abort', cancel);
      // Else it could reach the connection's next statement, which is another caller's.
      await cancelled;
    }
  }

  /** The client that a transaction's work sees; a transaction inside it is part of the outer one. */
  #nested(connection: Connection): SqlClient {
    const client: SqlClient = {
      query: (text, parameters = [], options = {}) => this.#rows(connection, text, parameters, options),
      execute: async (script) => void (await connection.query(script)),
      transaction: (work) => work(client),
      maintain: (work) => work(client),
      close: async () => undefined,
    };
    return client;
  }

  async #translated<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const isBusy = isOutwaited(error) && this.#taken === this.#poolSize;
      if (!isBusy) throw toDomainError(error, this.#target);
      if (await this.#answers()) throw allBusy(this.#poolSize, error);
      throw silent(this.#target, this.#poolSize, error);
    }
  }

  /** Whether the server itself says anything, be it an error; asked once for all who want to know meanwhile. */
  #answers(): Promise<boolean> {
    this.#probing ??= Promise.race([
      this.#cancelling.query('select 1').then(
        () => true,
        (error) => error instanceof pg.DatabaseError,
      ),
      sleep(probeMs, false, { ref: false }),
    ]).finally(() => {
      this.#probing = undefined;
    });
    return this.#probing;
  }
}

/** Names are cut after 63 bytes. */
function nameOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

/** The error of a connection that cannot even roll back. */
async function rollback(connection: Connection): Promise<Error | undefined> {
  try {
    await connection.query('rollback');
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
