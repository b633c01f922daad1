/** @file What `/healthz` and `/readyz` say when what they ask for is away, over HTTP. */
import { expect, it, onTestFinished, vi } from 'vitest';
import { requireFreeSpace } from '../../../adapters/files/free-space.ts';
import { connect } from '../../../adapters/postgres/open-database.ts';
import { HealthChecks } from '../../../core/health/health-checks.ts';
import { JobRunner } from '../../../core/jobs/job-runner.ts';
import type { JobStore } from '../../../core/ports/job-store.ts';
import { openEmbedded, testDatabaseUrl } from '../../support/databases.ts';
import { tcpProxy } from '../../support/tcp-proxy.ts';
import { testServer } from '../../support/test-server.ts';

/** A server that checks what it is given, anew each time. */
async function checking(
  checks: Readonly<Record<string, () => unknown>>,
  failure: () => Error | undefined = () => undefined,
) {
  const health = new HealthChecks({
    checks: Object.fromEntries(Object.entries(checks).map(([name, check]) => [name, async () => check()])),
    failure,
    log: () => undefined,
    rememberMs: 0,
  });
  const { url } = await testServer({ services: { health } });
  const ask = async (path: string) => {
    const response = await fetch(`${url}${path}`);
    return [response.status, await response.json()] as const;
  };
  return { ready: () => ask('/readyz'), alive: () => ask('/healthz') };
}

it('a new start is wanted once the embedded database has ended, and nothing is ready', async () => {
  const { sql } = await openEmbedded();
  const { ready, alive } = await checking({ database: () => sql.query('select 1') }, () => sql.failure);
  expect([(await alive())[0], (await ready())[0]]).toEqual([200, 200]);
  await sql.close();
  expect(await alive()).toEqual([503, { status: 'failed', reason: expect.stringContaining('closed') }]);
  expect(await ready()).toMatchObject([
    503,
    { checks: { database: expect.stringMatching(/^DATABASE_UNAVAILABLE: /) } },
  ]);
}, 60_000);

it.skipIf(testDatabaseUrl === undefined)(
  'a server is not ready while its Postgres is stopped, and ready again once it is back (TEST_DATABASE_URL)',
  async () => {
    const proxy = await tcpProxy(testDatabaseUrl!);
    const sql = await connect({ databaseUrl: proxy.url });
    onTestFinished(() => sql.close());
    const { ready, alive } = await checking({ database: () => sql.query('select 1') }, () => sql.failure);
    expect(await ready()).toEqual([200, { status: 'ok', checks: { database: 'ok' } }]);
    await proxy.stop();
    expect(await ready()).toMatchObject([
      503,
      { status: 'unavailable', checks: { database: expect.stringMatching(/^DATABASE_UNAVAILABLE: /) } },
    ]);
    expect(await alive()).toEqual([200, { status: 'ok' }]);
    await proxy.start();
    await expect.poll(async () => (await ready())[0]).toBe(200);
  },
);

it('a disk with less than is wanted is told with what is left', async () => {
  let wanted = 1;
  const { ready } = await checking({ disk: () => requireFreeSpace('/tmp', wanted) });
  expect(await ready()).toEqual([200, { status: 'ok', checks: { disk: 'ok' } }]);
  wanted = 2 ** 40;
  expect(await ready()).toEqual([
    503,
    {
      status: 'unavailable',
      checks: { disk: expect.stringMatching(/^STORAGE_FAILED: The disk of TUWEN_HOME has \d+ MB left\./) },
    },
  ]);
});

it('a runner that has not looked for jobs for half a minute is stuck, until it looks again', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  let answer = (): void => undefined;
  const claim = () =>
    new Promise<undefined>((resolve) => {
      answer = () => resolve(undefined);
    });
  const runner = new JobRunner({
    store: { claim } as unknown as JobStore,
    files: {} as never,
    handlers: [],
    log: () => undefined,
    asCaller: (_caller, work) => work(),
    wait: async () => undefined,
    pollMs: 1,
  });
  const { ready } = await checking({ jobs: () => runner.requireTurns() });
  runner.start();
  vi.advanceTimersByTime(29_000);
  expect((await ready())[0]).toBe(200);
  vi.advanceTimersByTime(2000);
  expect(await ready()).toMatchObject([
    503,
    { checks: { jobs: expect.stringMatching(/^JOBS_STUCK: No job was looked for in 30 s\./) } },
  ]);
  answer();
  await expect.poll(async () => (await ready())[0]).toBe(200);
  const stopped = runner.stop();
  answer();
  await stopped;
});
