import { expect, it } from 'vitest';
import { openDatabase } from '../../adapters/postgres/open-database.ts';
import { Application } from '../../api/application.ts';
import { readConfig } from '../../api/config.ts';
import { homeWithDatabase } from '../support/home-template.ts';

it('deletes what is older than it is to be kept when the server starts', async () => {
  const home = await homeWithDatabase();
  const withDatabase = async <T>(work: (sql: Awaited<ReturnType<typeof openDatabase>>) => Promise<T>) => {
    const sql = await openDatabase({ home });
    return work(sql).finally(() => sql.close());
  };
  await withDatabase((sql) =>
    sql.execute(`insert into audit_log (at, actor_kind, actor, action, arguments, outcome)
      select now() - days * interval '1 day', 'local', 'local', days::text, '{}', 'OK' from unnest(array[1, 29, 31, 400]) days`),
  );
  const environment = { TUWEN_HOME: home, TUWEN_STARTER: 'off', TUWEN_PORT: '0', TUWEN_AUDIT_DAYS: '30' };
  const application = new Application(readConfig(environment));
  const server = await application.serve();
  await server.close();
  await application.close();
  const kept = await withDatabase((sql) => sql.query('select action from audit_log order by id'));
  expect(kept).toEqual([{ action: '1' }, { action: '29' }]);
}, 60_000);
