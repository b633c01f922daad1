import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restoreBackup } from '../../../adapters/backup/backup.ts';
import { withDatabaseCopy } from '../../../adapters/backup/database-copy.ts';
import { LiveBackups, removeBackupLeftovers } from '../../../adapters/backup/live-backups.ts';
import { compiledFile } from '../../../adapters/files/package-root.ts';
import { connect } from '../../../adapters/postgres/open-database.ts';
import { PostgresJobStore } from '../../../adapters/postgres/postgres-job-store.ts';
import { backupFile, backupKind } from '../../../core/backup/backup-job.ts';
import { DomainError } from '../../../core/errors.ts';
import type { JobProgress } from '../../../core/ports/job-store.ts';
import type { SqlClient } from '../../../db/sql-client.ts';
import { databases, type TestDatabase } from '../../support/databases.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const notAborted = new AbortController().signal;
const rowsOf = (sql: SqlClient) =>
  sql.query<{ n: number }>('select input::text::int as n from jobs where kind = $1 order by id', ['row']);

describe.each(databases)('a backup while the server runs: $name', ({ open, isMissing }) => {
  describe.skipIf(isMissing)('on it', () => {
    let database: TestDatabase;
    let home: string;
    let backups: LiveBackups;
    const connectAgain = () => connect({ databaseUrl: database.url! });
    beforeAll(async () => {
      database = await open();
      home = database.home ?? temporaryFolder();
      backups = new LiveBackups({ home, sql: database.sql, connect: connectAgain });
    }, 60_000);
    afterAll(() => database?.close());

    it('is of one moment between writes, which go on meanwhile, and restored it is equal', async () => {
      const { sql } = database;
      const jobs = new PostgresJobStore(sql);
      const old = await jobs.enqueue(backupKind, {});
      const artefact = { name: backupFile, mediaType: '', sizeBytes: 1, sha256: 'x', path: '' };
      const claimed = await jobs.claim([backupKind], 60_000);
      await jobs.finish(claimed!, { state: 'succeeded', result: {}, artefacts: [artefact] });
      const own = await jobs.enqueue(backupKind, {});
      await jobs.claim([backupKind], 60_000);
      const files = { [old.id]: backupFile, [own.id]: `.${backupFile}.1.partial`, 77: 'report.json' };
      for (const [id, name] of Object.entries(files)) {
        mkdirSync(join(home, 'jobs', id), { recursive: true });
        writeFileSync(join(home, 'jobs', id, name), '{}');
      }
      writeFileSync(join(home, 'plugins.json'), '{ "disabled": ["taiyi"] }');
      // Two rows at a time: whoever sees one of them sees the other.
      let [written, isWriting] = [0, true];
      const writing = (async () => {
        for (; isWriting; written++)
          await sql.transaction(async (inner) => {
            for (const n of [2 * written, 2 * written + 1])
              await inner.query(`insert into jobs (kind, input) values ('row', $1::text::jsonb)`, [n]);
          });
      })();
      const path = join(home, 'jobs', own.id, backupFile);
      while (written < 3) await sql.query('select 1');
      const progress: JobProgress[] = [];
      let writtenDuring = 0;
      const counts = await backups.write({
        path,
        withModels: false,
        signal: notAborted,
        onProgress: async (each) => {
          progress.push(each);
          // The database is read by now, or is being read: its server still takes writes.
          for (const before = written; each.stage === 'jobs' && written === before; )
            await sql.query('select 1');
          writtenDuring = written;
        },
      });
      isWriting = false;
      await writing;
      expect(counts).toMatchObject({ items: 0, models: 0, missingPictures: 0 });
      expect(new Set(progress.map(({ stage }) => stage))).toEqual(
        new Set([...(database.home === undefined ? [] : ['copy']), 'database', 'jobs']),
      );
      const rows = progress.filter(({ stage }) => stage === 'database').at(-1)!;
      expect(rows.done).toBe(rows.total);
      expect(readdirSync(dirname(path))).toEqual([backupFile]);
      expect(readdirSync(home).filter((name) => name.startsWith('database-copy'))).toEqual([]);

      const target = join(temporaryFolder(), 'restored');
      const restored = await connect({ home: target });
      // Opened once: a restore closes what it has filled.
      const close = restored.close.bind(restored);
      restored.close = async () => undefined;
      await restoreBackup({ path, home: target, mayReplace: false, openSql: async () => restored });
      expect(readdirSync(join(target, 'jobs'))).toEqual(['77']);
      expect(readFileSync(join(target, 'plugins.json'), 'utf8')).toContain('taiyi');
      try {
        const found = await rowsOf(restored);
        expect(found.length).toBeGreaterThan(5);
        expect(found.length % 2).toBe(0);
        expect(found.length / 2).toBeLessThan(writtenDuring);
        expect(found).toEqual((await rowsOf(sql)).slice(0, found.length));
        const again = new PostgresJobStore(restored);
        // The backup does not begin once more where it is restored, and its file is not there.
        expect(await again.claim([backupKind], 1000)).toBeUndefined();
        expect((await again.find(own.id))?.state).toBe('cancelled');
        expect(await again.find(old.id)).toMatchObject({ state: 'succeeded' });
        expect(await again.artefacts(old.id)).toEqual([]);
      } finally {
        await close();
      }
    }, 120_000);

    it('that is stopped leaves nothing, and the database answers', async () => {
      const path = join(temporaryFolder(), 'jobs/9', backupFile);
      const stopping = new AbortController();
      const stopped = backups.write({
        path,
        withModels: false,
        signal: stopping.signal,
        onProgress: async ({ stage }) => {
          if (stage === 'database') stopping.abort(new Error('stopped'));
        },
      });
      await expect(stopped).rejects.toThrow('stopped');
      expect(readdirSync(dirname(path))).toEqual([]);
      expect(readdirSync(home).filter((name) => name.startsWith('database-copy'))).toEqual([]);
      expect(await database.sql.query('select 1 as one')).toEqual([{ one: 1 }]);
    });
  });
});

describe('a disk that is full', () => {
  it('leaves no half file', () => {
    const folder = temporaryFolder();
    const script = `
      import { randomBytes } from 'node:crypto';
      const { writeArchive } = await import(${JSON.stringify(compiledFile('adapters/backup/archive-writer.js'))});
      const much = async function* () { for (let i = 0; i < 64; i++) yield randomBytes(65536); };
      await writeArchive(${JSON.stringify(join(folder, 'b.zip'))}, new AbortController().signal,
        (archive) => archive.add('models/m/x', much())).catch(({ code, message }) => console.log(code, message));`;
    // A limit on the size of a file is what a test can have of a full disk: the write fails in the same way.
    const limited = [
      '-c',
      'ulimit -f 100; exec "$0" "$@"',
      process.execPath,
      '--input-type=module',
      '-e',
      script,
    ];
    expect(execFileSync('/bin/sh', limited, { encoding: 'utf8' })).toMatch(/^STORAGE_FAILED .* \(EFBIG\)/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves no half copy of the database', async () => {
    const home = temporaryFolder();
    mkdirSync(join(home, 'database'));
    const full = async (folder: string) => {
      writeFileSync(join(folder, 'half'), '');
      throw new DomainError('STORAGE_FAILED', 'full');
    };
    await expect(withDatabaseCopy(full, home, async () => 0)).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
    });
    expect(readdirSync(home)).toEqual(['database']);
  });
});

it('what a dead process left half-written is deleted at start; what runs is not', async () => {
  const home = temporaryFolder();
  const partial = (id: string) => join(home, 'jobs', id, `.${backupFile}.0.partial`);
  for (const id of ['1', '2', '3']) {
    mkdirSync(join(home, 'jobs', id), { recursive: true });
    writeFileSync(partial(id), 'half');
    writeFileSync(join(home, 'jobs', id, backupFile), 'whole');
  }
  mkdirSync(join(home, 'database-copy-a1/base'), { recursive: true });
  const states = { 1: 'failed', 2: 'running' } as Record<string, string>;
  const store = { find: async (id: string) => (id in states ? { state: states[id] } : undefined) };
  const remove = (isEmbedded: boolean) =>
    removeBackupLeftovers(home, store as unknown as PostgresJobStore, isEmbedded);
  await remove(false);
  expect(['1', '2', '3'].map((id) => existsSync(partial(id)))).toEqual([false, true, false]);
  expect(readdirSync(home)).toEqual(['database-copy-a1', 'jobs']);
  await remove(true);
  expect(readdirSync(home)).toEqual(['jobs']);
  expect(readdirSync(join(home, 'jobs/1'))).toEqual([backupFile]);
  // A home without jobs is none to complain of.
  rmSync(join(home, 'jobs'), { recursive: true });
  await remove(true);
});
