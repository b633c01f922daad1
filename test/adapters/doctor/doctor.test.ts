import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkDatabase, closedDatabase, neededPictures } from '../../../adapters/doctor/check-database.ts';
import { checkHome, checkPictures } from '../../../adapters/doctor/check-disk.ts';
import { checkMachine, checkProviders } from '../../../adapters/doctor/check-machine.ts';
import { checkModels } from '../../../adapters/doctor/check-models.ts';
import type { Finding } from '../../../adapters/doctor/finding.ts';
import { blobPath } from '../../../adapters/files/blob-path.ts';
import { FileBlobStore } from '../../../adapters/files/file-blob-store.ts';
import { compiledFile } from '../../../adapters/files/package-root.ts';
import { connect } from '../../../adapters/postgres/open-database.ts';
import type { ModelStore } from '../../../core/ports/model-store.ts';
import type { SqlClient } from '../../../db/sql-client.ts';
import { openEmbedded, type TestDatabase } from '../../support/databases.ts';
import { fakeManifest } from '../../support/fake-manifest.ts';
import { FakeModel } from '../../support/fake-model.ts';
import { FakeModelRegistry } from '../../support/fake-model-registry.ts';
import { openApplication, starterImport } from '../../support/starter.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const bad = (findings: readonly Finding[]) => findings.filter(({ state }) => state !== 'ok');

describe('the doctor and the machine', () => {
  it('finds nothing wrong with this one, and names what is wrong with others', async () => {
    expect(bad(await checkMachine({ free: 2 ** 31 }))).toEqual([]);
    expect(
      bad(await checkMachine({ version: '20.18.1', free: 1000, module: 'no-such-runtime' })),
    ).toMatchObject([
      { state: 'fail', message: 'Node 20.18.1 is too old' },
      { state: 'warn', message: expect.stringContaining('0.0 GiB of') },
      {
        state: 'fail',
        message: expect.stringMatching(/does not load on .*Cannot find package 'no-such-runtime'/),
      },
    ]);
  });

  it('says why a provider cannot be used, or that it could not be tried', async () => {
    expect(await checkProviders(['cpu'], 0, undefined)).toMatchObject([{ state: 'unknown' }]);
    const findings = await checkProviders(['cpu', 'tensorrt'], 0, '/nowhere.onnx');
    expect(findings).toMatchObject([
      { state: 'ok', message: 'cpu can be used' },
      { state: 'fail', message: expect.stringContaining('tensorrt') },
    ]);
  });
});

describe('the doctor and the database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openEmbedded();
  }, 120_000);
  afterAll(() => database?.close());

  const found = async () => bad(await checkDatabase(database.sql));

  it('finds nothing wrong with a good one', async () => {
    expect(await found()).toEqual([]);
  });

  it('knows invalid indexes, migrations of others and missing ones, and jobs that are stuck', async () => {
    const { sql } = database;
    const broken = (isValid: boolean) =>
      sql.execute(
        `update pg_index set indisvalid = ${isValid} where indexrelid = 'items_metadata'::regclass`,
      );
    await broken(false);
    expect(await found()).toMatchObject([
      {
        state: 'fail',
        message: expect.stringContaining('items_metadata is not valid'),
        remedy: expect.any(String),
      },
    ]);
    await broken(true);
    await sql.execute("insert into migrations (id, sha256) values ('9999-next', '')");
    expect(await found()).toMatchObject([{ state: 'fail', message: expect.stringContaining('9999-next') }]);
    await sql.execute(
      "delete from migrations where id = '9999-next'; create table kept as select * from migrations",
    );
    await sql.execute("delete from migrations where id > '0014'");
    expect(await found()).toMatchObject([
      { state: 'warn', message: expect.stringMatching(/\d migrations are to be applied/) },
    ]);
    await sql.execute('truncate migrations; insert into migrations select * from kept; drop table kept');
    await sql.execute(
      `insert into jobs (kind, input, state, lease, lease_until, crashes)
        values ('bulk-import', '{}', 'running', gen_random_uuid(), now() - interval '1 hour', 2);
       insert into jobs (kind, input, created_at) values ('bulk-import', '{}', now() - interval '2 hours')`,
    );
    expect(await found()).toMatchObject([
      { area: 'jobs', state: 'warn', message: 'Job 1 (bulk-import): its worker is gone, 2 times before' },
      { area: 'jobs', state: 'warn', message: '1 jobs have waited for more than an hour' },
    ]);
    await sql.execute('delete from jobs');
  });

  /** The database as it is, but for what it answers to one statement. */
  const answering = (part: string, answer: () => readonly object[]): SqlClient => ({
    query: async <Row>(text: string, parameters?: readonly unknown[]) =>
      text.includes(part) ? (answer() as readonly Row[]) : database.sql.query<Row>(text, parameters),
    execute: (script) => database.sql.execute(script),
    transaction: (work) => database.sql.transaction(work),
    maintain: (work) => database.sql.maintain(work),
    close: async () => undefined,
  });
  const withVector = async (installed: string | null, there: string | null) =>
    bad(await checkDatabase(answering('pg_available_extensions', () => [{ installed, there }])));
  const withConnections = async (most: number, used: number) =>
    bad(await checkDatabase(answering('max_connections', () => [{ most, used }])));

  it('misses pgvector, installed or to be installed, and one that is too old', async () => {
    expect(await withVector(null, null)).toMatchObject([
      { area: 'database', state: 'fail', message: 'pgvector is not there', remedy: expect.any(String) },
    ]);
    for (const [installed, there] of [
      ['0.7.4', '0.8.1'],
      [null, '0.7.0'],
    ] as const)
      expect(await withVector(installed, there)).toMatchObject([
        { state: 'fail', message: `pgvector ${installed ?? there} has no iterative scans` },
      ]);
    for (const good of ['0.8.0', '0.10.0', '1.0']) expect(await withVector(good, null)).toEqual([]);
  });

  it('counts the connections that a server would get', async () => {
    expect(await withConnections(100, 89)).toMatchObject([
      { state: 'warn', message: '89 of 100 connections used', remedy: expect.stringContaining('needs 12') },
    ]);
    expect(await withConnections(100, 88)).toEqual([]);
    expect(await withConnections(1, 1)).toEqual([]);
  });

  it('goes on after a check that failed, and knows a database without tables', async () => {
    const refusing = answering('pg_index', () => {
      throw new Error('permission denied');
    });
    expect(bad(await checkDatabase(refusing))).toMatchObject([
      { state: 'fail', message: 'A check failed: permission denied' },
    ]);
    const empty = answering('to_regclass', () => [{ name: null }]);
    const findings = await checkDatabase(empty);
    expect(findings).toContainEqual(expect.objectContaining({ message: expect.stringMatching(/^Empty; /) }));
    expect(bad(findings)).toEqual([]);
    expect(await neededPictures(empty)).toEqual(new Set());
  });

  it('says what it could not check while a server has it, and why it cannot be opened', async () => {
    const locked = await connect({ home: database.home! }).catch(closedDatabase);
    expect(locked).toMatchObject({
      state: 'unknown',
      message: expect.stringMatching(/in use by process \d+.*were not checked/),
    });
    const away = connect({ databaseUrl: 'postgres://tuwen:hunter2@127.0.0.1:1/none' });
    const failed = await away.then((sql) => sql.query('select 1')).catch(closedDatabase);
    expect(failed).toMatchObject({ state: 'fail', message: expect.stringContaining('127.0.0.1:1/none') });
  });

  it('finds pictures that are damaged, missing, of no item and half-written', async () => {
    const { sql, home = '' } = database;
    const blobs = new FileBlobStore(join(home, 'pictures'));
    const [whole, damaged, orphan] = [
      await blobs.put(Buffer.from('a')),
      await blobs.put(Buffer.from('b')),
      await blobs.put(Buffer.from('c')),
    ];
    const missing = 'f'.repeat(64);
    await sql.execute(
      `insert into embedding_spaces (id, dimension, model_name) values ('s', 2, 'm');
       begin;
       insert into collections (name, vector_set_id) values ('c', 1);
       insert into vector_sets (collection_id, model_name, space_id, dimension, index_kind, index_m, index_ef_construction, index_ef_search)
         values (1, 'm', 's', 2, 'exact', 16, 64, 200);
       commit;
       insert into items (collection_id, key, image_sha256, image_media_type, image_width, image_height, image_size_bytes)
         values (1, 'a', '${whole}', 'image/png', 1, 1, 1), (1, 'b', '${damaged}', 'image/png', 1, 1, 1),
           (1, 'c', '${missing}', 'image/png', 1, 1, 1)`,
    );
    const pictures = join(home, 'pictures');
    writeFileSync(blobPath(pictures, damaged), 'B');
    writeFileSync(`${blobPath(pictures, whole)}.1.tmp`, '');
    const needed = await neededPictures(sql);
    expect(await checkPictures(home, needed)).toMatchObject([
      { state: 'fail', message: `1 pictures are damaged: ${damaged}` },
      { state: 'fail', message: `1 pictures of items are missing: ${missing}` },
      { state: 'warn', message: `1 pictures belong to no item: ${orphan}` },
      { state: 'warn', message: `1 files are half-written: ${whole}.1.tmp` },
    ]);
    // Without the database only what a picture itself tells.
    expect(await checkPictures(home, undefined)).toHaveLength(2);
    expect(await checkPictures(temporaryFolder(), new Set())).toMatchObject([{ state: 'ok' }]);
  });
});

it('the doctor misses the certificate of a precision beside the reference', async () => {
  const [reference] = Object.values(fakeManifest().precisions);
  const manifest = fakeManifest({ precisions: { float32: reference!, int8: { files: reference!.files } } });
  const store = { list: async () => [manifest], verifiedPath: async () => '' } as unknown as ModelStore;
  const findings = await checkModels(store, new FakeModelRegistry(new FakeModel()));
  expect(bad(findings)).toMatchObject([
    { state: 'warn', message: expect.stringMatching(/: int8 has no parity/) },
  ]);
});

describe('the doctor and the disk', () => {
  it('names little room, and a folder that cannot be one', async () => {
    const home = temporaryFolder();
    expect(await checkHome(home, 2 ** 40)).toMatchObject([{ state: 'ok' }]);
    expect(readdirSync(home)).toEqual([]);
    expect(await checkHome(home, 2 ** 30)).toMatchObject([
      { state: 'warn', message: expect.stringContaining('1.0 GiB') },
    ]);
    expect(await checkHome(home, 1000)).toMatchObject([{ state: 'fail' }]);
    writeFileSync(join(home, 'file'), '');
    expect(await checkHome(join(home, 'file'))).toMatchObject([
      { state: 'fail', message: expect.stringContaining('cannot be written to'), remedy: expect.any(String) },
    ]);
  });
});

describe('tuwen doctor', () => {
  const doctor = (env: Record<string, string>, ...args: readonly string[]) => {
    const run = spawnSync(process.execPath, [compiledFile('api/main.js'), 'doctor', ...args], {
      env: { PATH: process.env['PATH'], ...env },
      encoding: 'utf8',
    });
    return { status: run.status, stdout: run.stdout, stderr: run.stderr };
  };

  it('prints a table or JSON, and fails when something does', async () => {
    const home = temporaryFolder();
    const application = await openApplication({ TUWEN_HOME: home });
    await application.importModel.run(starterImport());
    await application.close();
    const good = doctor({ TUWEN_HOME: home });
    expect(good).toMatchObject({ status: 0, stderr: '' });
    expect(good.stdout).toMatch(/^ok +configuration +All variables are understood$/m);
    expect(good.stdout).toMatch(/^ok +models +starter: float32, files whole, loads$/m);
    expect(good.stdout).toMatch(/^ok +database +The embedded one is not there yet/m);
    expect(good.stdout).toMatch(/^ok +providers +cpu can be used$/m);
    expect(readdirSync(home)).toEqual(['models']);

    writeFileSync(join(home, 'models/starter/vocab.txt'), 'x');
    mkdirSync(join(home, 'models/broken'));
    const damaged = doctor({ TUWEN_HOME: home }, '--json');
    expect(damaged.status).toBe(1);
    expect(JSON.parse(damaged.stdout)).toContainEqual({
      area: 'models',
      state: 'fail',
      message: expect.stringMatching(/^starter: The model "starter" is damaged: vocab.txt has 1 bytes/),
      remedy: expect.stringContaining('import the checkpoint again'),
    });
    writeFileSync(join(home, 'models/broken/manifest.json'), '{');
    expect(doctor({ TUWEN_HOME: home }).stdout).toMatch(/^fail +models +A manifest cannot be read/m);
    rmSync(join(home, 'models'), { recursive: true });
    expect(doctor({ TUWEN_HOME: home }).stdout).toMatch(/^warn +models +There is none\n +→ Import one/m);
    expect(doctor({ TUWEN_HOME: home, TUWEN_PORT: 'x' })).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^fail +configuration +.*TUWEN_PORT is "x"/),
    });
  }, 120_000);
});
