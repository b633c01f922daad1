import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ZipFile } from 'yazl';
import { ArchiveReader } from '../../../adapters/backup/archive-reader.ts';
import { type ArchiveWriter, writeArchive } from '../../../adapters/backup/archive-writer.ts';
import { restoreBackup, writeBackup } from '../../../adapters/backup/backup.ts';
import type { EntryFacts } from '../../../adapters/backup/backup-manifest.ts';
import { FileBlobStore } from '../../../adapters/files/file-blob-store.ts';
import { packageRoot } from '../../../adapters/files/package-root.ts';
import { connect, openDatabase } from '../../../adapters/postgres/open-database.ts';
import { PgvectorIndex } from '../../../adapters/postgres/pgvector-index.ts';
import { PostgresCollectionStore } from '../../../adapters/postgres/postgres-collection-store.ts';
import { PostgresJobStore } from '../../../adapters/postgres/postgres-job-store.ts';
import { migrate } from '../../../db/migrate.ts';
import type { SqlClient } from '../../../db/sql-client.ts';
import { administer, openEmbedded, type TestDatabase, testDatabaseUrl } from '../../support/databases.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const keys = ['plain', '红伞 "quoted" \\ back', 'line\nbreak', '{curly, (round)}', "it's", 'NULL', '\u2028'];
const notAborted = new AbortController().signal;

/** Two collections, items with awkward texts and vectors, a job of each state, a key, an audit entry, files. */
async function fill(sql: SqlClient, home: string): Promise<void> {
  const collections = new PostgresCollectionStore(sql);
  const blobs = new FileBlobStore(join(home, 'pictures'));
  const space = { spaceId: 's', description: null, modelName: 'm', dimension: 3 };
  await collections.create({ name: 'gone', ...space });
  await collections.delete('gone');
  const collection = await collections.create({ name: 'things', ...space });
  await collections.create({ name: 'empty', ...space, spaceId: 'wide', dimension: 2500 });
  const entries = await Promise.all(
    keys.map(async (key, i) => ({
      key,
      text: `${key} — 一只猫`,
      image: {
        sha256: await blobs.put(Buffer.from(`picture ${i}`)),
        mediaType: 'image/png',
        width: 1,
        height: 1,
        sizeBytes: 9,
      },
      metadata: { [key]: [1e-7, null, true, '😀'] },
      vectors: {
        image: Float32Array.of(Math.sin(i + 0.1), Math.cos(i + 0.1), 0),
        text: Float32Array.of(Math.cos(i), 0, Math.sin(i)),
      },
    })),
  );
  await new PgvectorIndex(sql).upsert(collection, 's', entries);
  await sql.query(`update items set metadata = metadata || '{"exact": 12345678901234567890.5}'`);
  const jobs = new PostgresJobStore(sql);
  await jobs.enqueue('retrieval-evaluation', { a: 1 });
  const claimed = await jobs.claim(['retrieval-evaluation'], 600_000);
  await jobs.saveCheckpoint(claimed!, { line: 7 });
  await jobs.enqueue('bulk-import', { b: '红' });
  await sql.query(
    `insert into api_keys (id, name, role, secret_sha256, created_by) values ('abcdefgh', 'k', 'editor', repeat('a', 64), 'x')`,
  );
  await sql.query(
    `insert into audit_log (actor_kind, actor, action, arguments, outcome) values ('local', 'l', 'a', '{"x": 1}', 'ok')`,
  );
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  };
  write('jobs/1/features.jsonl', '{"x":1}\n'.repeat(1000));
  write('jobs/1/features.jsonl.partial', 'half');
  write('models/m/manifest.json', '{"name":"m"}');
  write('models/m/image.onnx', 'weights');
  write('models/m/.image.onnx.verified', 'note of this machine');
  write('models/.default', 'm');
  write('models/.draft-1/image.onnx', 'half');
}

/** Every row of every table, by table; what a restore changes on purpose is left out. */
async function contents(sql: SqlClient): Promise<Record<string, unknown>> {
  const tables = await sql.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')
      and not relispartition and relname <> 'migrations' order by 1`,
  );
  const all: Record<string, unknown> = {};
  for (const { name } of tables) {
    const rows = await sql.query<{ row: string }>(
      `select (to_jsonb(t) - 'lease' - 'lease_until' - 'state')::text as row from "${name}" t order by 1`,
    );
    all[name] = rows.map(({ row }) => row);
  }
  all['indexes'] = await sql.query(
    `select indexname, indexdef from pg_indexes where tablename like 'item_vectors%' order by 1`,
  );
  return all;
}

const restored = [
  'jobs/1/features.jsonl',
  'models/.default',
  'models/m/image.onnx',
  'models/m/manifest.json',
];

function files(home: string): string[] {
  return ['jobs', 'models'].flatMap((folder) =>
    readdirSync(join(home, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(home.length + 1)),
  );
}

describe('a backup', () => {
  let source: TestDatabase;
  let archive: string;
  beforeAll(async () => {
    source = await openEmbedded();
    await fill(source.sql, source.home!);
    archive = join(temporaryFolder(), 'embedded.zip');
    await writeBackup({
      sql: source.sql,
      home: source.home!,
      path: archive,
      withModels: true,
      signal: notAborted,
    });
  }, 120_000);
  afterAll(() => source?.close());

  const restore = (path: string, home: string, mayReplace = false, databaseUrl?: string) =>
    restoreBackup({
      path,
      home,
      mayReplace,
      openSql: () => connect(databaseUrl === undefined ? { home } : { databaseUrl }),
    });

  it('is one file that only its owner can read, with nothing beside it', () => {
    expect(statSync(archive).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(archive))).toEqual(['embedded.zip']);
  });

  it('of the embedded database is all there in another one', async () => {
    const home = join(temporaryFolder(), 'new');
    const manifest = await restore(archive, home);
    expect(manifest).toMatchObject({ pictures: keys.length, missingPictures: [] });
    expect(files(home).sort()).toEqual(restored);
    const blobs = new FileBlobStore(join(home, 'pictures'));
    const sql = await openDatabase({ home });
    try {
      expect(await contents(sql)).toEqual(await contents(source.sql));
      expect(await sql.query('select id::int, state, lease, checkpoint from jobs order by id')).toEqual([
        { id: 1, state: 'queued', lease: null, checkpoint: { line: 7 } },
        { id: 2, state: 'queued', lease: null, checkpoint: null },
      ]);
      for (const { sha256 } of await sql.query<{ sha256: string }>(
        'select image_sha256 as sha256 from items',
      ))
        expect(Buffer.from(await blobs.get(sha256)).toString()).toMatch(/^picture \d$/);
      // Numbers go on where they were, also of what was deleted.
      expect((await new PostgresJobStore(sql).enqueue('x', {})).id).toBe('3');
      const next = { name: 'next', spaceId: 's', description: null, modelName: 'm', dimension: 3 };
      expect((await new PostgresCollectionStore(sql).create(next)).id).toBe('4');
    } finally {
      await sql.close();
    }
    await expect(restore(archive, home)).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      message: expect.stringMatching(/not empty: there are rows in .* --replace/),
    });
    await restore(archive, home, true);
    writeFileSync(join(home, 'models/m/manifest.json'), 'another');
    await expect(restore(archive, home, true)).rejects.toMatchObject({
      message: expect.stringContaining('There is another model m already.'),
    });
  }, 120_000);

  it('needs room for a name, and leaves nothing of what was broken off', async () => {
    const options = { sql: source.sql, home: source.home!, withModels: false, signal: notAborted };
    await expect(writeBackup({ ...options, path: archive })).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
    });
    const folder = temporaryFolder();
    const stopping = new AbortController();
    const broken = writeBackup({ ...options, path: join(folder, 'b.zip'), signal: stopping.signal });
    stopping.abort(new Error('stopped'));
    await expect(broken).rejects.toThrow('stopped');
    expect(readdirSync(folder)).toEqual([]);
    await expect(writeBackup({ ...options, path: join(folder, 'none/b.zip') })).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringContaining('ENOENT'),
    });
    // The database still answers.
    expect(await source.sql.query('select 1 as one')).toEqual([{ one: 1 }]);
  });

  describe('that is not what was written', () => {
    /** Fails before a database is opened. */
    const refused = (path: string) =>
      restoreBackup({
        path,
        home: temporaryFolder(),
        mayReplace: true,
        openSql: () => {
          throw new Error('The database was opened.');
        },
      });
    const write = (bytes: Uint8Array) => {
      const path = join(temporaryFolder(), 'b.zip');
      writeFileSync(path, bytes);
      return path;
    };
    /** An archive with a manifest that fits, unless it is changed. */
    const forged = async (
      add: (archive: ArchiveWriter, entries: Record<string, EntryFacts>) => Promise<void>,
      changes: object = {},
    ) => {
      const path = join(temporaryFolder(), 'b.zip');
      await writeArchive(path, notAborted, async (zip) => {
        const entries = {};
        await add(zip, entries);
        const database = { migrations: [], tables: [], sequences: [], vectorSets: [] };
        const manifest = {
          format: 1,
          tuwen: '9.9.9',
          createdAt: '',
          database,
          pictures: 0,
          missingPictures: [],
        };
        await zip.add('manifest.json', bytesOf(JSON.stringify({ ...manifest, entries, ...changes })));
      });
      return path;
    };
    const bytesOf = async function* (text: string) {
      yield Buffer.from(text);
    };

    it('is refused whatever byte of it is damaged or missing', async () => {
      const whole = readFileSync(archive);
      for (const length of [0, 10, whole.length / 2, whole.length - 1])
        await expect(refused(write(whole.subarray(0, length)))).rejects.toMatchObject({
          code: 'BACKUP_UNUSABLE',
        });
      let refusals = 0;
      for (let at = 7; at < whole.length; at += Math.ceil(whole.length / 60)) {
        const damaged = Buffer.from(whole);
        damaged[at]! ^= 0x55;
        await refused(write(damaged)).then(
          () => expect.unreachable(),
          ({ code, message }) => {
            // Times and sizes in headers are not used; whoever gets past them finds the same rows.
            if (message === 'The database was opened.') return;
            expect([code, message]).toEqual([
              'BACKUP_UNUSABLE',
              expect.stringContaining('Nothing was changed.'),
            ]);
            refusals++;
          },
        );
      }
      expect(refusals).toBeGreaterThan(30);
      await expect(refused(join(temporaryFolder(), 'none.zip'))).rejects.toThrow(/there is no such file/);
    }, 60_000);

    it.each([
      '../outside',
      '/etc/passwd',
      'models/../../outside',
      'models/m/../../../x',
      'jobs/1/../../x',
      'pictures/../x',
      'lock.json',
      'secret',
      'models/m/sub/folder',
      'jobs/1/.hidden',
    ])('has no entry %s', async (name) => {
      const path = join(temporaryFolder(), 'b.zip');
      const zip = new ZipFile();
      zip.addBuffer(Buffer.from('x'), name.replaceAll('..', '__').replace(/^\//, '_'));
      zip.end();
      const bytes = await buffer(zip.outputStream);
      const [from, to] = [name.replaceAll('..', '__').replace(/^\//, '_'), name];
      writeFileSync(path, Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1'));
      await expect(refused(path)).rejects.toMatchObject({ code: 'BACKUP_UNUSABLE' });
    });

    it('has no links, nothing twice, nothing that fills the disk', async () => {
      const zipOf = async (add: (zip: ZipFile) => void) => {
        const zip = new ZipFile();
        add(zip);
        zip.end();
        return write(await buffer(zip.outputStream));
      };
      const link = await zipOf((zip) => zip.addBuffer(Buffer.from('/etc'), 'models/m/x', { mode: 0o120777 }));
      await expect(refused(link)).rejects.toThrow(/no plain file/);
      const twice = await zipOf((zip) => {
        for (const text of ['a', 'b']) zip.addBuffer(Buffer.from(text), 'models/m/x');
      });
      await expect(refused(twice)).rejects.toThrow(/models\/m\/x twice/);
      const bomb = await zipOf((zip) => zip.addBuffer(Buffer.alloc(80 * 2 ** 20), 'models/m/x'));
      expect(statSync(bomb).size).toBeLessThan(2 ** 20);
      await expect(refused(bomb)).rejects.toThrow(/unpacks to 83886080 bytes/);
    });

    it('has a manifest whose names become part of no statement', async () => {
      const nothing = async () => undefined;
      const database = { migrations: [], tables: [], sequences: [], vectorSets: [] };
      const table = { name: 'items"; drop table items; --', columns: [], rows: 0 };
      for (const changes of [
        { format: 2 },
        { database: { ...database, tables: [table] } },
        { database: { ...database, tables: [{ ...table, name: 'items', columns: ['a"b'] }] } },
        { database: { ...database, vectorSets: [{ id: '1; drop', dimension: 3 }] } },
        { database: { ...database, vectorSets: [{ id: '1', dimension: '3' }] } },
        { database: { ...database, sequences: [{ table: 'a', column: 'b', last: '1; drop' }] } },
        { database: null },
        { entries: { '../x': { sha256: '' } } },
        { entries: { 'models/m/x': { sha256: '' } } },
        { pictures: 1 },
      ])
        await expect(refused(await forged(nothing, changes))).rejects.toMatchObject({
          code: 'BACKUP_UNUSABLE',
        });
      const unlisted = await forged(async (zip) => void (await zip.add('models/m/x', bytesOf('x'))));
      await expect(refused(unlisted)).rejects.toThrow(/models\/m\/x, which its manifest does not know/);
    });

    it('is of a version that is newer', async () => {
      const migrations = [{ id: '9999-next', sha256: 'x' }];
      const database = { migrations, tables: [], sequences: [], vectorSets: [] };
      await expect(refused(await forged(async () => undefined, { database }))).rejects.toMatchObject({
        code: 'SCHEMA_MISMATCH',
        message: expect.stringMatching(/9999-next.*Restore it with Tuwen 9\.9\.9/),
      });
    });
  });

  describe.skipIf(testDatabaseUrl === undefined)('and a real Postgres (TEST_DATABASE_URL)', () => {
    /** A database without tables, that nobody is connected to. */
    async function emptyDatabase(): Promise<string> {
      const name = `tuwen_${randomUUID().replaceAll('-', '')}`;
      await administer(`create database ${name}`);
      onTestFinished(() => administer(`drop database ${name} with (force)`));
      return Object.assign(new URL(testDatabaseUrl!), { pathname: name }).href;
    }

    it('moves there and back, while others write', async () => {
      const databaseUrl = await emptyDatabase();
      const home = temporaryFolder();
      await restore(archive, home, false, databaseUrl);
      const sql = await openDatabase({ databaseUrl });
      expect(await contents(sql)).toEqual(await contents(source.sql));

      const path = join(temporaryFolder(), 'real.zip');
      const before = await contents(sql);
      let isWriting = true;
      const writing = (async () => {
        for (let i = 0; isWriting; i++)
          await sql.query(`insert into items (collection_id, key, text) values (2, $1, 'later')`, [`n${i}`]);
      })();
      await writeBackup({ sql, home, path, withModels: true, signal: notAborted });
      isWriting = false;
      await writing;
      await expect(restore(path, home, true, databaseUrl)).rejects.toMatchObject({ code: 'DATABASE_LOCKED' });
      await sql.close();

      const back = join(temporaryFolder(), 'back');
      await restore(path, back);
      const embedded = await openDatabase({ home: back });
      onTestFinished(() => embedded.close());
      const after = await contents(embedded);
      const old = (rows: unknown) => (rows as string[]).filter((row) => !row.includes('"later"'));
      expect({ ...after, items: old(after['items']) }).toEqual(before);
    }, 120_000);

    it('of an older schema is brought to that of this version; a failure leaves what was there', async () => {
      const [older, target] = [await emptyDatabase(), await emptyDatabase()];
      const folder = join(packageRoot, 'db/migrations');
      const ids = readdirSync(folder).map((name) => name.replace('.sql', ''));
      const old = await connect({ databaseUrl: older });
      await migrate(old, folder, '0.0.1', new Set(ids.filter((id) => id < '0014')));
      await old.execute("insert into jobs (kind, input) values ('old', '{}')");
      const path = join(temporaryFolder(), 'old.zip');
      await writeBackup({ sql: old, home: temporaryFolder(), path, withModels: false, signal: notAborted });
      await old.close();
      await restore(path, temporaryFolder(), false, target);
      const ask = async (statement: string) => {
        const sql = await connect({ databaseUrl: target });
        return sql.query(statement).finally(() => sql.close());
      };
      expect(await ask('select count(*)::int as n from migrations')).toEqual([{ n: ids.length }]);
      expect(await ask('select kind from jobs')).toEqual([{ kind: 'old' }]);

      const broken = join(temporaryFolder(), 'broken.zip');
      await writeArchive(broken, notAborted, async (zip) => {
        const reader = await ArchiveReader.open(path);
        const entries = { ...reader.manifest.entries };
        const jobs = 'database/jobs.jsonl';
        for (const name of Object.keys(entries).filter((each) => each !== jobs))
          await zip.add(name, reader.read(name));
        entries[jobs] = await zip.add(jobs, Readable.from([Buffer.from('{"id":1,"kind":null}\n')]));
        await zip.add(
          'manifest.json',
          Readable.from([Buffer.from(JSON.stringify({ ...reader.manifest, entries }))]),
        );
        reader.close();
      });
      await expect(restore(broken, temporaryFolder(), true, target)).rejects.toThrow(
        /null value in column "/,
      );
      expect(await ask('select kind from jobs')).toEqual([{ kind: 'old' }]);
    }, 60_000);
  });
});
