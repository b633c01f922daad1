import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import type { SqlClient } from '../../db/sql-client.ts';
import { packageRoot } from '../files/package-root.ts';
import { keepPictures } from '../postgres/postgres-picture-use.ts';
import type { Dump } from './archive-writer.ts';
import { type DatabaseDump, entryOfTable, type TableDump } from './backup-manifest.ts';

export const migrationsFolder = join(packageRoot, 'db/migrations');

/** Rows at a time: of 4,000 dimensions, about 10 MB. */
const rowsAtOnce = 200;

const selectTables = `select relname as name, oid::int8::text as oid from pg_class
  where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition`;
const selectColumns = `select attname as name from pg_attribute
  where attrelid = $1::text::oid and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`;
const selectReferences = `select conrelid::int8::text as from, confrelid::int8::text as to from pg_constraint
  where contype = 'f' and not condeferrable and conrelid <> confrelid and conparentid = 0`;
const selectSequences = `select t.relname as table, a.attname as column, s.last_value::text as last
  from pg_class t join pg_attribute a on a.attrelid = t.oid and a.attidentity <> ''
  join pg_sequences s on format('%I.%I', s.schemaname, s.sequencename) = pg_get_serial_sequence(quote_ident(t.relname), a.attname)
  where t.relnamespace = current_schema()::regnamespace and s.last_value is not null`;

const selectPictures = 'select distinct image_sha256 as sha256 from items where image_sha256 is not null';

interface Table {
  readonly name: string;
  readonly oid: string;
}

/** Names of the tables that are Tuwen's, as its migrations make them; others in the same schema are left alone. */
export async function ownTableNames(): Promise<readonly string[]> {
  const files = (await readdir(migrationsFolder)).filter((name) => name.endsWith('.sql'));
  const scripts = await Promise.all(files.map((name) => readFile(join(migrationsFolder, name), 'utf8')));
  const names = scripts.flatMap((script) =>
    [...script.matchAll(/^create table (?:if not exists )?(\w+)/gm)].map(([, name]) => name!),
  );
  return [...new Set(names)];
}

/** Tuwen's tables that there are, each after those that it refers to. */
export async function ownTables(sql: SqlClient): Promise<readonly Table[]> {
  const own = await ownTableNames();
  const all = await sql.query<Table>(selectTables);
  const references = await sql.query<{ from: string; to: string }>(selectReferences);
  let waiting = all.filter(({ name }) => own.includes(name)).sort((a, b) => a.name.localeCompare(b.name));
  const sorted: Table[] = [];
  while (waiting.length > 0) {
    const isWaiting = (oid: string) => waiting.some((table) => table.oid === oid);
    const ready = waiting.filter(({ oid }) =>
      references.every(({ from, to }) => from !== oid || !isWaiting(to)),
    );
    if (ready.length === 0) throw new Error('The tables refer to each other in a circle.');
    sorted.push(...ready);
    waiting = waiting.filter((table) => !ready.includes(table));
  }
  return sorted;
}

/** Columns of a table in which something can be written. */
export async function columnsOf(sql: SqlClient, { oid }: Table): Promise<readonly string[]> {
  return (await sql.query<{ name: string }>(selectColumns, [oid])).map(({ name }) => name);
}

/** Addresses of all pictures that the database speaks of; call it in the transaction of the dump. */
export async function* pictureAddresses(sql: SqlClient): AsyncGenerator<string> {
  for await (const rows of fetched<{ sha256: string }>(sql, selectPictures))
    for (const { sha256 } of rows) yield sha256;
}

/** How many {@link pictureAddresses} gives. */
export function countPictures(sql: SqlClient): Promise<number> {
  return countRows(sql, `(${selectPictures}) as each`);
}

async function countRows(sql: SqlClient, from: string): Promise<number> {
  const [row] = await sql.query<{ n: number }>(`select count(*)::float8 as n from ${from}`);
  return row!.n;
}

/** Writes all rows, as JSON lines by the names of their columns. Call it in a transaction that sees one state throughout. */
export async function dumpDatabase(sql: SqlClient, dump: Dump): Promise<DatabaseDump> {
  const tables: TableDump[] = [];
  const own = await ownTables(sql);
  let [done, total] = [0, 0];
  for (const { name } of own) total += await countRows(sql, `"${name}"`);
  for (const table of own) {
    const { name } = table;
    const columns = await columnsOf(sql, table);
    const before = done;
    const entry = entryOfTable(name);
    const rows = rowsOf(sql, name, columns, async (count) => {
      done += count;
      await dump.onProgress({ stage: 'database', done, total });
    });
    dump.entries[entry] = await dump.archive.add(entry, rows);
    tables.push({ name, columns, rows: done - before });
  }
  return {
    migrations: await sql.query('select id, sha256 from migrations order by id'),
    tables,
    sequences: await sql.query(selectSequences),
    vectorSets: await sql.query('select id::text as id, dimension from vector_sets order by id'),
  };
}

async function* rowsOf(
  sql: SqlClient,
  table: string,
  columns: readonly string[],
  onRows: (count: number) => Promise<void>,
): AsyncGenerator<Uint8Array> {
  const list = columns.map((column) => `"${column}"`).join(', ');
  const select = `select row_to_json(one)::text as line from (select ${list} from "${table}") as one`;
  for await (const rows of fetched<{ line: string }>(sql, select)) {
    await onRows(rows.length);
    yield Buffer.from(rows.map(({ line }) => `${line}\n`).join(''));
  }
}

/** Rows of a statement some at a time, whatever their number. */
async function* fetched<Row>(sql: SqlClient, select: string): AsyncGenerator<readonly Row[]> {
  await sql.query(`declare dumped no scroll cursor for ${select}`);
  for (;;) {
    const rows = await sql.query<Row>(`fetch ${rowsAtOnce} from dumped`);
    if (rows.length === 0) break;
    yield rows;
  }
  await sql.query('close dumped');
}

/**
 * Runs work that sees the database as it is now, whatever others write meanwhile, and for as long as it takes. Pictures that it speaks of
 * are not swept by then.
 */
export function withSnapshot<T>(sql: SqlClient, work: (sql: SqlClient) => Promise<T>): Promise<T> {
  return sql.transaction(async (transaction) => {
    await transaction.execute('set transaction isolation level repeatable read, read only');
    await transaction.execute('set local statement_timeout = 0');
    await transaction.execute(keepPictures);
    if (!(await hasSchema(transaction)))
      throw new DomainError('NOT_FOUND', 'There is no database of Tuwen to back up.', {
        remedy: 'Check DATABASE_URL and TUWEN_HOME.',
      });
    return work(transaction);
  });
}

/** Whether Tuwen has been in this database. */
export async function hasSchema(sql: SqlClient): Promise<boolean> {
  const [row] = await sql.query<{ name: string | null }>("select to_regclass('migrations')::text as name");
  return row?.name != null;
}
