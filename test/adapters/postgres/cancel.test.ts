import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { asCaller } from '../../../adapters/async/caller-context.ts';
import { PgSqlClient } from '../../../adapters/postgres/pg-sql-client.ts';
import { DomainError } from '../../../core/errors.ts';
import {
  administer,
  databases,
  openReal,
  type TestDatabase,
  testDatabaseUrl,
} from '../../support/databases.ts';
import { fakeServices } from '../../support/fake-services.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { testServer } from '../../support/test-server.ts';

const left = new DomainError('CANCELLED', 'The client has left.');
/** Counts for some seconds, and some tenths of one. Of two series, because a single one is written to disk first. */
const counting = (n: number) => `select count(*) from generate_series(1, ${n}) a, generate_series(1, ${n}) b`;
const [slow, shorter] = [counting(6000), counting(3000)];

const sleeping = `select count(*)::int as n from pg_stat_activity
  where query like 'select pg_sleep%' and state = 'active' and datname = current_database()`;

/** Asks for a caller who leaves after a while. */
function leaving<T>(work: () => Promise<T>, afterMs = 100): Promise<T> {
  const leaves = new AbortController();
  setTimeout(() => leaves.abort(left), afterMs);
  return asCaller({ priority: 'interactive', signal: leaves.signal }, work);
}

for (const { name, open, isMissing } of databases) {
  describe.skipIf(isMissing)(`callers who leave: ${name}`, () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await open();
      await database.sql.execute('create table numbers (n integer)');
    }, 60_000);
    afterAll(() => database?.close());

    it('are told at once, and nothing is sent for those who have left', async () => {
      const started = performance.now();
      await expect(leaving(() => database.sql.query(slow))).rejects.toBe(left);
      expect(performance.now() - started).toBeLessThan(2000);
      const gone = { priority: 'interactive', signal: AbortSignal.abort(left) } as const;
      const insert = () => database.sql.query('insert into numbers values (1)');
      await expect(asCaller(gone, insert)).rejects.toBe(left);
      expect(await database.sql.query('select * from numbers')).toEqual([]);
    }, 30_000);

    it('leave nothing of their transaction, and a database that works', async () => {
      const transaction = () =>
        database.sql.transaction(async (sql) => {
          await sql.query('insert into numbers values (2)');
          await sql.query(shorter);
        });
      await expect(leaving(transaction)).rejects.toBe(left);
      expect(await database.sql.query('select * from numbers')).toEqual([]);
      await database.sql.query('insert into numbers values (3)');
      await database.sql.query('delete from numbers');
    }, 30_000);
  });
}

describe.skipIf(testDatabaseUrl === undefined)('a real Postgres', () => {
  it('stops statements of callers who left, also when all connections are busy', async () => {
    const database = await openReal();
    let left: AbortSignal | undefined;
    const sql = new PgSqlClient(database.url!, { poolSize: 2, currentSignal: () => left });
    const leaves = new AbortController();
    left = leaves.signal;
    const busy = [1, 2].map(() => sql.query('select pg_sleep(30)').catch((error: unknown) => error));
    const waits = sql.query('select 1').catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 200));
    leaves.abort(new Error('left'));
    expect(await Promise.all([...busy, waits])).toMatchObject(Array(3).fill({ message: 'left' }));
    left = undefined;
    expect(await sql.query(sleeping)).toEqual([{ n: 0 }]);
    await sql.close();
    await database.close();
  });

  it.each([
    ['whose time is over', 300, 60_000],
    ['whose client has left', 60_000, 300],
  ])(
    'stops statements of requests %s',
    async (_, timeoutMs, leavesAfterMs) => {
      const database = await openReal();
      const services = fakeServices(temporaryFolder());
      services.collections.list = async () => {
        await database.sql.query('select pg_sleep(30)');
        return [];
      };
      const { url } = await testServer({ services, timeoutMs });
      const answer = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ collections { name } }"}',
        signal: AbortSignal.timeout(leavesAfterMs),
      }).then(
        (response) => response.json(),
        (error: Error) => error.name,
      );
      if (leavesAfterMs < timeoutMs) expect(answer).toBe('TimeoutError');
      else expect(answer).toMatchObject({ errors: [{ extensions: { code: 'TIMEOUT' } }] });
      await vi.waitFor(async () => expect(await database.sql.query(sleeping)).toEqual([{ n: 0 }]), 5000);
      await database.close();
    },
    30_000,
  );

  it.each([
    ['whose time is over', 300],
    ['whose client has left', 60_000],
  ])(
    'stops statements of subscriptions %s',
    async (_, timeoutMs) => {
      const database = await openReal();
      const services = fakeServices(temporaryFolder());
      const { id } = await services.jobStore.enqueue('import', {});
      const claim = (await services.jobStore.claim(['import'], 60_000))!;
      await services.jobStore.finish(claim, { state: 'succeeded', result: {}, artefacts: [] });
      services.jobs.artefacts = async () => {
        await database.sql.query('select pg_sleep(30)');
        return [];
      };
      const { url } = await testServer({ services, timeoutMs });
      const webSocketImpl = WebSocket;
      const client = createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl });
      const query = `subscription { jobProgress(id: "${id}") { artefacts { name } } }`;
      const answer = client.iterate({ query }).next();
      if (timeoutMs < 60_000)
        expect((await answer).value).toMatchObject({ errors: [{ extensions: { code: 'TIMEOUT' } }] });
      else {
        answer.catch(() => undefined);
        await vi.waitFor(async () => expect(await database.sql.query(sleeping)).toEqual([{ n: 1 }]), 5000);
      }
      client.terminate();
      await vi.waitFor(async () => expect(await database.sql.query(sleeping)).toEqual([{ n: 0 }]), 5000);
      await database.close();
    },
    30_000,
  );

  it('names its own limit', async () => {
    const sql = new PgSqlClient(testDatabaseUrl!, { statementTimeoutMs: 50 });
    await expect(sql.query('select pg_sleep(5)')).rejects.toMatchObject({ code: 'TIMEOUT' });
    await sql.close();
    await administer('select 1');
  });
});
