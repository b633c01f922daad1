import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { asCaller, currentCaller } from '../../../adapters/async/caller-context.ts';
import { countJobs, requireMigrations } from '../../../adapters/postgres/check-database.ts';
import { PgSqlClient } from '../../../adapters/postgres/pg-sql-client.ts';
import { HealthChecks } from '../../../core/health/health-checks.ts';
import { databases, openReal, testDatabaseUrl } from '../../support/databases.ts';

describe.each(databases)('$name', ({ open, isMissing }) => {
  it.skipIf(isMissing)('lacks no migration, until one is gone; counts jobs', async () => {
    const { sql, close } = await open();
    onTestFinished(close);
    await requireMigrations(sql);
    await sql.query("insert into jobs (kind, input) values ('a', '{}'), ('a', '{}'), ('b', '{}')");
    expect(await countJobs(sql)).toEqual([
      { kind: 'a', state: 'queued', count: 2 },
      { kind: 'b', state: 'queued', count: 1 },
    ]);
    await sql.query("delete from migrations where id = '0005-paused-jobs'");
    await expect(requireMigrations(sql)).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: expect.stringContaining('0005-paused-jobs.sql'),
    });
  });
});

/** Stands before a real server, so that it can be stopped without stopping it for other tests. */
async function stoppable(target: URL) {
  const sockets = new Set<Socket>();
  let isSilent = false;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', (data) => isSilent || upstream.write(data));
    upstream.on('data', (data) => client.write(data));
    client.on('close', () => upstream.destroy());
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return {
    url: url.href,
    silence: (silent: boolean) => {
      isSilent = silent;
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    start: () => listen(port),
  };
}

it.skipIf(testDatabaseUrl === undefined)(
  'readiness follows a real Postgres that stops, comes back, and falls silent (TEST_DATABASE_URL)',
  async () => {
    const database = await openReal();
    const proxy = await stoppable(new URL(database.url!));
    const sql = new PgSqlClient(proxy.url, { poolSize: 3, currentSignal: () => currentCaller().signal });
    onTestFinished(async () => {
      await proxy.stop();
      await sql.close();
      await database.close();
    });
    const asked = () =>
      asCaller({ priority: 'interactive', signal: AbortSignal.timeout(400) }, () => sql.query('select 1'));
    const health = new HealthChecks({
      checks: { database: asked },
      failure: () => undefined,
      log: () => undefined,
      limitMs: 500,
      rememberMs: 0,
    });
    const code = async () => (await health.readiness())['database']?.code;
    expect(await code()).toBeUndefined();
    await proxy.stop();
    expect(await code()).toBe('DATABASE_UNAVAILABLE');
    await proxy.start();
    expect(await code()).toBeUndefined();
    proxy.silence(true);
    for (const _ of [1, 2, 3, 4]) expect(await code()).toBe('TIMEOUT');
    // Checks that hang have not taken all connections.
    expect(sql.connections.active).toBe(1);
  },
);
