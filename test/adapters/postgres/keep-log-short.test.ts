import { expect, it, onTestFinished } from 'vitest';
import { shortenLog } from '../../../adapters/postgres/keep-log-short.ts';
import { openEmbedded } from '../../support/databases.ts';

it('the log of the embedded database is cut when it is long, and not before', async () => {
  const { sql, close } = await openEmbedded();
  onTestFinished(close);
  const checkpoint = async () =>
    (await sql.query<{ at: string }>('select redo_lsn::text as at from pg_control_checkpoint()'))[0]!.at;
  await sql.execute('checkpoint');
  const before = await checkpoint();
  await sql.execute(
    `create table filler as select repeat(md5(n::text), 30) as text from generate_series(1, 4000) as n`,
  );
  // That was about 4 MB.
  await shortenLog(sql, 64 * 2 ** 20);
  expect(await checkpoint()).toBe(before);
  await shortenLog(sql, 2 ** 20);
  const after = await checkpoint();
  expect(after).not.toBe(before);
  await shortenLog(sql, 2 ** 20);
  expect(await checkpoint()).toBe(after);
}, 60_000);
