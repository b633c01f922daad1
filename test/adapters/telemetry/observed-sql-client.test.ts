import { expect, it, vi } from 'vitest';
import { observedSqlClient } from '../../../adapters/telemetry/observed-sql-client.ts';
import { noTelemetry } from '../../../core/ports/telemetry.ts';
import type { SqlClient } from '../../../db/sql-client.ts';

it('hands statements on as they are, inside a transaction too', async () => {
  const query = vi.fn(async () => []);
  const client = { query, transaction: (work) => work(client) } as Pick<
    SqlClient,
    'query' | 'transaction'
  > as SqlClient;
  const observed = observedSqlClient(client, noTelemetry);
  await observed.query('select $1', [1], { isRecurring: true });
  await observed.transaction((inner) => inner.query('select $1', [2], { isRecurring: true }));
  expect(query.mock.calls).toEqual([
    ['select $1', [1], { isRecurring: true }],
    ['select $1', [2], { isRecurring: true }],
  ]);
});
