import { backupKind } from '../../core/backup/backup-job.ts';
import { DomainError } from '../../core/errors.ts';
import type { IndexKind } from '../../core/search/indexes/index-settings.ts';
import { migrate, readMigrations } from '../../db/migrate.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { readVersions } from '../files/read-versions.ts';
import { createPartition } from '../postgres/add-vector-set.ts';
import { vectorIndexes } from '../postgres/vector-tables.ts';
import type { ArchiveReader } from './archive-reader.ts';
import { type DatabaseDump, entryOfTable, type TableDump, unusable } from './backup-manifest.ts';
import { columnsOf, hasSchema, migrationsFolder, ownTableNames, ownTables } from './dump-database.ts';

/** Of one statement, before its last row. */
const batchBytes = 4 * 2 ** 20;
const maximumLineBytes = 128 * 2 ** 20;

/** @throws DomainError SCHEMA_MISMATCH when this version's migrations do not lead from the backup's schema to its own */
export async function requireKnownSchema({ migrations }: DatabaseDump, madeBy: string): Promise<void> {
  const known = await readMigrations(migrationsFolder);
  const other = migrations.find(({ id, sha256 }) =>
    known.every((each) => each.id !== id || each.sha256 !== sha256),
  );
  if (other === undefined) return;
  throw new DomainError(
    'SCHEMA_MISMATCH',
    `The backup has the migration ${other.id}, which this version, ${readVersions()['tuwen']}, does not know.`,
    { remedy: `Restore it with Tuwen ${madeBy}. Nothing was changed.` },
  );
}

/** @throws DomainError ALREADY_EXISTS when the database has rows, DATABASE_LOCKED when a server uses it */
export async function requireFree(sql: SqlClient, mayReplace: boolean): Promise<void> {
  const [others] = await sql.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity
      where datname = current_database() and application_name = 'tuwen' and pid <> pg_backend_pid()`,
  );
  if (others!.n > 0)
    throw new DomainError('DATABASE_LOCKED', 'Tuwen is connected to this database.', {
      remedy: 'Stop servers and workers, then restore. Nothing was changed.',
    });
  if (mayReplace || !(await hasSchema(sql))) return;
  for (const { name } of await ownTables(sql)) {
    const rows = await sql.query(`select 1 from "${name}" limit 1`);
    if (rows.length > 0)
      throw new DomainError('ALREADY_EXISTS', `The database is not empty: there are rows in ${name}.`, {
        remedy:
          'Restore into an empty one, or give --replace, which deletes what is there. Nothing was changed.',
      });
  }
}

/**
 * Makes the schema as the backup had it, fills it, and migrates it to that of this version. Call it in a transaction: what fails
 * leaves everything as it was.
 */
export async function restoreDatabase(sql: SqlClient, archive: ArchiveReader): Promise<void> {
  const { database } = archive.manifest;
  const version = readVersions()['tuwen']!;
  await sql.execute('set local statement_timeout = 0');
  await dropOwn(sql);
  await migrate(sql, migrationsFolder, version, new Set(database.migrations.map(({ id }) => id)));
  for (const set of database.vectorSets) await sql.execute(createPartition(set));
  await fill(sql, archive);
  await migrate(sql, migrationsFolder, version);
  await settleJobs(sql);
  await buildIndexes(sql);
}

/** Nobody works on them here. A backup that was under way when it, or another one, was taken is over. */
async function settleJobs(sql: SqlClient): Promise<void> {
  await sql.execute(
    `update jobs set state = 'queued', lease = null, lease_until = null where state = 'running';
    update jobs set state = 'cancelled', finished_at = now(), pause_requested = false
      where kind = '${backupKind}' and state in ('queued', 'paused');
    delete from job_artefacts where job_id in (select id from jobs where kind = '${backupKind}')`,
  );
}

async function dropOwn(sql: SqlClient): Promise<void> {
  const names = ['migrations', ...(await ownTableNames())];
  await sql.execute(`drop table if exists ${names.map((name) => `"${name}"`).join(', ')} cascade`);
}

async function fill(sql: SqlClient, archive: ArchiveReader): Promise<void> {
  const { tables, sequences } = archive.manifest.database;
  const own = await ownTables(sql);
  // Later versions may refer to each other in another order than the backup's.
  for (const table of own) {
    const dump = tables.find(({ name }) => name === table.name);
    const columns = await columnsOf(sql, table);
    if (dump === undefined) continue;
    const unknown = dump.columns.find((column) => !columns.includes(column));
    if (unknown !== undefined) throw unusable(`${dump.name} has no column ${unknown}`);
    await fillTable(sql, dump, linesOf(archive, dump.name));
  }
  const other = tables.find(({ name }) => own.every((table) => table.name !== name));
  if (other !== undefined) throw unusable(`there is no table ${other.name}`);
  for (const { table, column, last } of sequences) {
    if (own.every(({ name }) => name !== table)) throw unusable(`there is no table ${table}`);
    await sql.query('select setval(pg_get_serial_sequence($1, $2), $3::bigint)', [
      `"${table}"`,
      column,
      last,
    ]);
  }
  // What is still to be checked would keep migrations from changing the tables.
  await sql.execute('set constraints all immediate');
}

async function fillTable(
  sql: SqlClient,
  { name, columns, rows }: TableDump,
  lines: AsyncIterable<string>,
): Promise<void> {
  const list = columns.map((column) => `"${column}"`).join(', ');
  const insert = `insert into "${name}" (${list}) overriding system value
    select ${list} from json_populate_recordset(null::"${name}", $1::text::json)`;
  let [batch, bytes, count]: [string[], number, number] = [[], 0, 0];
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await sql.query(insert, [`[${batch.join(',')}]`]);
    count += batch.length;
    [batch, bytes] = [[], 0];
  };
  for await (const line of lines) {
    batch.push(line);
    bytes += line.length;
    if (bytes >= batchBytes) await flush();
  }
  await flush();
  if (count !== rows) throw unusable(`${name} has ${count} rows instead of ${rows}`);
}

/** Lines of a table's entry, each within a limit, which `readline` does not have. */
async function* linesOf(archive: ArchiveReader, table: string): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  let size = 0;
  for await (const piece of archive.read(entryOfTable(table))) {
    let start = 0;
    for (let end = piece.indexOf(10); end !== -1; end = piece.indexOf(10, start)) {
      yield Buffer.concat([...rest, piece.subarray(start, end)]).toString('utf8');
      [rest, size, start] = [[], 0, end + 1];
    }
    rest.push(Buffer.from(piece.subarray(start)));
    size += piece.length - start;
    if (size > maximumLineBytes) throw unusable(`a row of ${table} is too long`);
  }
  if (size > 0) throw unusable(`the last row of ${table} is cut short`);
}

interface SetRow {
  readonly id: string;
  readonly dimension: number;
  readonly kind: IndexKind;
  readonly m: number;
  readonly efConstruction: number;
  readonly efSearch: number;
}

/** After the rows, which is several times as fast as with every row. */
async function buildIndexes(sql: SqlClient): Promise<void> {
  const sets = await sql.query<SetRow>(
    `select id::text, dimension, index_kind as kind, index_m as m, index_ef_construction as "efConstruction",
      index_ef_search as "efSearch" from vector_sets order by id`,
  );
  for (const { id, dimension, ...index } of sets) {
    for (const { create } of vectorIndexes({ id, dimension, index })) await sql.execute(create());
  }
  await sql.execute('analyze');
}
