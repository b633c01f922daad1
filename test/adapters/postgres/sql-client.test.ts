import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, Socket } from 'node:net';
import { basename, join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { lockDataFolder } from '../../../adapters/files/data-folder-lock.ts';
import { packageRoot } from '../../../adapters/files/package-root.ts';
import { openDatabase } from '../../../adapters/postgres/open-database.ts';
import { PgSqlClient } from '../../../adapters/postgres/pg-sql-client.ts';
import { PgvectorIndex } from '../../../adapters/postgres/pgvector-index.ts';
import { PostgresCollectionStore } from '../../../adapters/postgres/postgres-collection-store.ts';
import { nearestStatement } from '../../../adapters/postgres/ranking-statements.ts';
import { defaultIndex } from '../../../core/search/indexes/index-settings.ts';
import { migrate } from '../../../db/migrate.ts';
import {
  administer,
  databases,
  openReal,
  type TestDatabase,
  testDatabaseUrl,
} from '../../support/databases.ts';
import { homeWithDatabase } from '../../support/home-template.ts';
import { tcpProxy } from '../../support/tcp-proxy.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const migrations = join(packageRoot, 'db/migrations');

for (const { name, open, isMissing } of databases) {
  describe.skipIf(isMissing)(`SqlClient: ${name}`, () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await open();
      await database.sql.execute('create table numbers (n integer)');
    }, 60_000);
    afterAll(() => database?.close());

    const numbers = async () =>
      (await database.sql.query<{ n: number }>('select n from numbers order by n')).map(({ n }) => n);

    it('migrating twice does no harm', async () => {
      expect(await migrate(database.sql, migrations, '1.0.0')).toEqual([]);
      await Promise.all([
        migrate(database.sql, migrations, '1.0.0'),
        migrate(database.sql, migrations, '1.0.0'),
      ]);
      expect(await database.sql.query('select id from migrations')).toEqual(
        readdirSync(migrations)
          .sort()
          .map((name) => ({ id: basename(name, '.sql') })),
      );
    });

    it('refuses a database newer than the code, and a migration that changed', async () => {
      const folder = temporaryFolder();
      cpSync(migrations, folder, { recursive: true });
      writeFileSync(join(folder, '0001-collections.sql'), 'select 1');
      await expect(migrate(database.sql, folder, '1.0.0')).rejects.toThrow(
        '0001-collections has changed since it was applied',
      );
      const other = join(temporaryFolder(), 'other');
      mkdirSync(other);
      writeFileSync(join(other, '0000-else.sql'), 'select 1');
      await expect(migrate(database.sql, other, '1.0.0')).rejects.toThrow(
        /The database has the migration \d{4}-[a-z-]+, which Tuwen \d+\.\d+\.\d+ applied and this version, 1\.0\.0, does not/,
      );
      expect(await database.sql.query('select count(*)::int as n from migrations')).toEqual([
        { n: readdirSync(migrations).length },
      ]);
    });

    it('is as it was when a migration fails', async () => {
      const folder = temporaryFolder();
      cpSync(migrations, folder, { recursive: true });
      writeFileSync(join(folder, '9998-good.sql'), 'create table made_by_9998 (n integer)');
      writeFileSync(join(folder, '9999-bad.sql'), 'create table made_by_9999 (n integer); select nonsense');
      const failing = migrate(database.sql, folder, '2.0.0');
      await expect(failing).rejects.toThrow(
        /^The migration 9999-bad failed \(.*nonsense.*\); the database is as it was before it\./,
      );
      await expect(failing).rejects.toMatchObject({
        remedy: expect.stringContaining('Go on with the version'),
      });
      expect(
        await database.sql.query(
          "select to_regclass('made_by_9998')::text as good, to_regclass('made_by_9999')::text as bad",
        ),
      ).toEqual([{ good: 'made_by_9998', bad: null }]);
      expect(await database.sql.query("select id, applied_by from migrations where id like '999%'")).toEqual([
        { id: '9998-good', applied_by: '2.0.0' },
      ]);
      await expect(migrate(database.sql, migrations, '1.0.0')).rejects.toMatchObject({
        message: expect.stringContaining('9998-good, which Tuwen 2.0.0 applied and this version, 1.0.0,'),
        remedy: expect.stringContaining('Start Tuwen 2.0.0 or a newer one, or restore a backup'),
      });
      await database.sql.execute("drop table made_by_9998; delete from migrations where id = '9998-good'");
    });

    it('keeps nothing of a transaction that fails', async () => {
      const failing = database.sql.transaction(async (sql) => {
        await sql.query('insert into numbers values (1)');
        throw new Error('stop');
      });
      await expect(failing).rejects.toThrow('stop');
      const wrong = database.sql.transaction(async (sql) => {
        await sql.query('insert into numbers values (1)');
        await sql.query('select nonsense');
      });
      await expect(wrong).rejects.toThrow(/nonsense/);
      expect(await numbers()).toEqual([]);
    });

    it('keeps transactions at once apart', async () => {
      const insert = (n: number) =>
        database.sql.transaction(async (sql) => {
          await sql.query('insert into numbers values ($1)', [n]);
          if (n % 2 === 1) throw new Error('odd');
        });
      await Promise.allSettled([1, 2, 3, 4, 5, 6].map(insert));
      expect(await numbers()).toEqual([2, 4, 6]);
    });

    it.each([
      [
        '53200',
        'out of memory',
        'DATABASE_EXHAUSTED',
        /not enough memory .*\(out of memory\).*TUWEN_INDEX_MEMORY_MB/,
      ],
      ['53400', 'a limit', 'DATABASE_EXHAUSTED', /a limit of its own \(a limit\)/],
      [
        '53100',
        'could not resize shared memory segment "/PostgreSQL.7" to 67145056 bytes: No space left on device',
        'DATABASE_EXHAUSTED',
        /shared memory segment.*in a container also its shared memory/,
      ],
      ['53100', 'could not extend file: No space left on device', 'STORAGE_FAILED', /no room on its disk/],
      ['53300', 'too many clients already', 'DATABASE_UNAVAILABLE', /cannot be reached \(53300\)/],
    ])('tells what it lacks: %s, %s', async (state, said, code, message) => {
      const raise = `do $$ begin raise exception using errcode = '${state}', message = '${said}'; end $$`;
      const failure = { code, message: expect.stringMatching(message) };
      await expect(database.sql.query(raise)).rejects.toMatchObject(failure);
    });

    it('refuses vectors of another space and of another dimension by itself', async () => {
      const collections = new PostgresCollectionStore(database.sql);
      const space = { description: null, modelName: 'm', dimension: 2 };
      const collection = await collections.create({ name: 'own', spaceId: 'own', ...space });
      await collections.create({ name: 'other', spaceId: 'other', ...space });
      const vector = { image: Float32Array.of(1, 0) };
      const picture = { sha256: 'f', mediaType: 'image/png', width: 1, height: 1, sizeBytes: 1 };
      const entry = { key: 'k', text: null, image: picture, metadata: {}, vectors: vector };
      const { items } = await new PgvectorIndex(database.sql).upsert(collection, 'own', [entry]);
      const insert =
        'insert into item_vectors (collection_id, item_id, modality, space_id, embedding, set_id) values ($1, $2, $3, $4, $5, $6)';
      const values = (spaceId: string, embedding: string) => [
        collection.id,
        items[0]!.id,
        'text',
        spaceId,
        embedding,
        collection.vectorSetId,
      ];
      await expect(database.sql.query(insert, values('other', '[1,0]'))).rejects.toThrow(
        /item_vectors_set_space_fkey/,
      );
      await expect(database.sql.query(insert, values('own', '[1,0,0]'))).rejects.toThrow(/_dimension/);
    });

    it('answers a search through the HNSW index', async () => {
      const collections = new PostgresCollectionStore(database.sql);
      const space = { spaceId: 'plan', description: null, modelName: 'm', dimension: 3 };
      // What the planner chooses does not hang on how good the graph is.
      const graph = { ...defaultIndex(3), m: 4, efConstruction: 16 };
      const { id, vectorSetId } = await collections.create({ name: 'plan', ...space, index: graph });
      await database.sql.query(
        `with added as (
           insert into items (collection_id, key, text) select $1::bigint, n::text, 'x' from generate_series(1, 3000) as n returning id
         )
         insert into item_vectors (set_id, collection_id, item_id, modality, space_id, embedding)
         select $2::bigint, $1::bigint, id, 'image', 'plan', array[sin(id), cos(id), sin(id * 7)]::vector from added`,
        [id, vectorSetId],
      );
      await database.sql.execute('analyze');
      const { text, values } = nearestStatement((await collections.find('plan'))!, {
        vector: Float32Array.of(1, 0, 0),
        spaceId: 'a'.repeat(32),
        against: 'image',
        first: 10,
        excludeItemIds: [],
        plan: { kind: 'approximate' },
      });
      const plan = await database.sql.query<Record<string, string>>(`explain ${text}`, values);
      expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain(
        `item_vectors_${vectorSetId}_image_hnsw`,
      );
    });

    it('takes vectors to the last bit, also where the statement recurs', async () => {
      const vector = Float32Array.of(1 / 3, 0, 1e-42, 3.4e38, -Math.PI);
      await database.sql.transaction(async (sql) => {
        for (const isRecurring of [false, true, true]) {
          const text =
            'select array_agg(value order by place) as values from unnest($1::vector::real[]) with ordinality as v (value, place)';
          const [row] = await sql.query<{ values: number[] }>(text, [vector], { isRecurring });
          expect(Float32Array.from(row!.values)).toEqual(vector);
        }
        if (name.startsWith('embedded')) return;
        const prepared = 'select count(*)::int from pg_prepared_statements';
        expect(await sql.query(prepared)).toEqual([{ count: 1 }]);
      });
    });
  });
}

describe('the embedded database', () => {
  it('survives a restart, belongs to one process at a time, and is not opened by an older version', async () => {
    const home = await homeWithDatabase();
    const first = await openDatabase({ home });
    await first.execute('create table kept (n integer); insert into kept values (7)');
    await expect(openDatabase({ home })).rejects.toMatchObject({
      code: 'DATABASE_LOCKED',
      message: expect.stringMatching(new RegExp(`process ${process.pid}.*TUWEN_HOME`)),
    });
    await first.close();
    const second = await openDatabase({ home });
    expect(await second.query('select n from kept')).toEqual([{ n: 7 }]);
    await second.execute("insert into migrations (id, sha256, applied_by) values ('9999-next', '', '3.1.0')");
    await second.close();
    await expect(openDatabase({ home })).rejects.toMatchObject({
      code: 'SCHEMA_MISMATCH',
      message: expect.stringMatching(
        /9999-next, which Tuwen 3\.1\.0 applied.*Start Tuwen 3\.1\.0 or a newer one/,
      ),
    });
  });

  it('takes over the lock of a process that is gone, or whose id another one has now', async () => {
    const folder = temporaryFolder();
    for (const owner of [
      { pid: 4_000_000, startTicks: '1' },
      { pid: process.pid, startTicks: '1' },
    ]) {
      writeFileSync(join(folder, 'lock.json'), JSON.stringify(owner));
      await (await lockDataFolder(folder))();
    }
    writeFileSync(join(folder, 'lock.json'), '');
    await (await lockDataFolder(folder))();
  });

  it('leaves the event loop free while it works', async () => {
    const sql = await openDatabase({ home: await homeWithDatabase() });
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    await sql.query('select count(*) from generate_series(1, 2000000) as n where n % 7 = 3');
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
    await sql.close();
  });
});

describe('a real Postgres that is not there', () => {
  it('is named without its password', async () => {
    const opening = openDatabase({ databaseUrl: 'postgres://tuwen:hunter2@127.0.0.1:1/none' });
    await expect(opening).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: expect.stringContaining('127.0.0.1:1/none'),
    });
    await expect(
      openDatabase({ databaseUrl: 'postgres://tuwen:hunter2@127.0.0.1:1/none' }),
    ).rejects.not.toThrow(/hunter2/);
  });

  it('is probed after a minute of silence', async () => {
    const keptAlive = vi.spyOn(Socket.prototype, 'setKeepAlive');
    onTestFinished(() => keptAlive.mockRestore());
    const server = createServer((socket) => void socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const sql = new PgSqlClient(`postgres://127.0.0.1:${(server.address() as AddressInfo).port}/none`);
    onTestFinished(async () => {
      await sql.close();
      server.close();
    });
    await expect(sql.query('select 1')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(keptAlive.mock.calls).toEqual([[true, 60_000]]);
  });

  it('is no busy pool where it says nothing', async () => {
    const silent = createServer((socket) => onTestFinished(() => void socket.destroy()));
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const sql = new PgSqlClient(`postgres://127.0.0.1:${port}/none`, {
      poolSize: 2,
      connectionTimeoutMs: 200,
    });
    onTestFinished(async () => {
      await sql.close();
      silent.close();
    });
    const asked = [1, 2, 3, 4, 5].map(() => sql.query('select 1'));
    for (const each of await Promise.allSettled(asked))
      expect(each).toMatchObject({ reason: { code: 'DATABASE_UNAVAILABLE' } });
  });
});

describe.skipIf(testDatabaseUrl === undefined)(
  'a pool whose connections are all busy (TEST_DATABASE_URL)',
  () => {
    it('says so, and is good again once they are free', async () => {
      const { url, sql: beside, close } = await openReal();
      const sql = new PgSqlClient(url!, { poolSize: 2, connectionTimeoutMs: 1_000 });
      const locks = new pg.Client({ connectionString: url });
      onTestFinished(async () => {
        await locks.end();
        await sql.close();
        await close();
      });
      await sql.execute('create table locked (n integer)');
      await locks.connect();
      await locks.query('begin; lock table locked');
      const blocked = [1, 2].map(() => sql.query('select n from locked'));
      const waiting =
        "select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
      await vi.waitFor(async () => expect(await beside.query(waiting)).toEqual([{ n: 2 }]), 5000);
      const busy = {
        code: 'OVERLOADED',
        message: expect.stringMatching(/^All 2 connections of the database are busy\..*TUWEN_DATABASE_POOL/),
        details: { connections: 2, retryAfterSeconds: 10 },
      };
      const asked = [sql.query('select 1'), sql.execute('select 1'), sql.transaction(async () => undefined)];
      for (const each of await Promise.allSettled(asked)) expect(each).toMatchObject({ reason: busy });
      await locks.end();
      expect(await Promise.all(blocked)).toEqual([[], []]);
      expect(await sql.query('select 1 as n')).toEqual([{ n: 1 }]);
    });

    it('is told from a server that hangs', async () => {
      const { url, close } = await openReal();
      const proxy = await tcpProxy(url!);
      const sql = new PgSqlClient(proxy.url, { poolSize: 2, connectionTimeoutMs: 500 });
      onTestFinished(async () => {
        await sql.close();
        await close();
      });
      const both = () => Promise.all([1, 2].map(() => sql.query('select pg_sleep(0.1)')));
      await both();
      proxy.hang();
      const hanging = both();
      const asked = [sql.query('select 1'), sql.transaction(async () => undefined)];
      for (const each of await Promise.allSettled(asked))
        expect(each).toMatchObject({
          reason: {
            code: 'DATABASE_UNAVAILABLE',
            message: expect.stringMatching(/does not answer: 2 connections wait for it.*server hangs/),
          },
        });
      proxy.release();
      expect(await hanging).toHaveLength(2);
      expect(await sql.query('select 1 as n')).toEqual([{ n: 1 }]);
    });
  },
);

describe.skipIf(testDatabaseUrl === undefined)('a connection lost in the middle (TEST_DATABASE_URL)', () => {
  it('is an error with a code, and nothing is half-written', async () => {
    const { sql, close } = await openReal();
    await sql.execute('create table numbers (n integer)');
    const cut = sql.transaction(async (transaction) => {
      await transaction.query('insert into numbers values (1)');
      const [{ pid } = { pid: 0 }] = await transaction.query<{ pid: number }>(
        'select pg_backend_pid() as pid',
      );
      await administer(`select pg_terminate_backend(${pid})`);
      await transaction.query('insert into numbers values (2)');
    });
    await expect(cut).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(await sql.query('select n from numbers')).toEqual([]);
    await close();
  });
});

describe.skipIf(testDatabaseUrl === undefined)('a limit of the server (TEST_DATABASE_URL)', () => {
  it('is told by its name when a statement comes to it', async () => {
    const { sql, close } = await openReal();
    const sorted = sql.transaction(async (transaction) => {
      await transaction.execute("set local temp_file_limit = '1MB'; set local work_mem = '64kB'");
      await transaction.query(
        'select n from generate_series(1, 500000) as n order by md5(n::text) limit 400000',
      );
    });
    await expect(sorted).rejects.toMatchObject({
      code: 'DATABASE_EXHAUSTED',
      message: expect.stringContaining('temp_file_limit'),
    });
    await close();
  });

  it('does not end a start that waits for the migrations of another', async () => {
    const { sql, url, close } = await openReal();
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event = 'advisory'
      and clock_timestamp() - query_start > interval '300 ms'`;
    const opening = await sql.transaction(async (transaction) => {
      await transaction.query('select pg_advisory_xact_lock(7201845)');
      const started = openDatabase({ databaseUrl: url!, statementTimeoutMs: 100 });
      started.catch(() => undefined);
      await vi.waitFor(async () => expect(await sql.query(waiting)).toHaveLength(1), { timeout: 20_000 });
      return [started];
    });
    await (await opening[0]!).close();
    await close();
  });
});
