import { expect, it } from 'vitest';
import { migrationsFolder, ownTables } from '../../../adapters/backup/dump-database.ts';
import { openDatabase } from '../../../adapters/postgres/open-database.ts';
import { readMigrations } from '../../../db/migrate.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

// A restore drops tables, makes the schema of the backup and fills it. See "Migrations" in docs/operation.md.
it('leave an empty database without rows, which a restore would double', async () => {
  const sql = await openDatabase({ home: temporaryFolder() });
  try {
    const tables = await ownTables(sql);
    expect(tables.length).toBeGreaterThan(5);
    for (const { name } of tables)
      expect([name, await sql.query(`select 1 from "${name}"`)]).toEqual([name, []]);
  } finally {
    await sql.close();
  }
});

it('make anew what dropping the tables leaves', async () => {
  const makes =
    /\bcreate\s+(?!(?:unique\s+)?index\b|table\b|trigger\b|extension if not exists\b|or replace function\b)[^;]*/gi;
  for (const { id, sql } of await readMigrations(migrationsFolder))
    expect([id, sql.replaceAll(/--.*$/gm, '').match(makes) ?? []]).toEqual([id, []]);
});
