import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../core/batching/batch-queue.ts';
import { DomainError } from '../../../core/errors.ts';
import type { JobHandler } from '../../../core/jobs/job-handler.ts';
import { JobRun, type JobRunDependencies } from '../../../core/jobs/job-run.ts';
import { Jobs } from '../../../core/jobs/jobs.ts';
import type { JobFiles } from '../../../core/ports/job-files.ts';
import { FakeJobStore } from '../../support/fake-job-store.ts';

it('looks at a job no longer than someone watches it', async () => {
  const store = new FakeJobStore();
  const { id } = await store.enqueue('kind', {});
  const jobs = new Jobs({ store, handlers: [], onQueued: () => undefined, pollMs: 1 });
  const watching = await jobs.watch(id);
  expect(await watching.next()).toMatchObject({ value: { state: 'queued' } });
  const waiting = watching.next();
  await watching.return!();
  expect(await waiting).toMatchObject({ done: true });
});

it('tells each change once, and ends with the job', async () => {
  const store = new FakeJobStore();
  const { id } = await store.enqueue('kind', {});
  const states = [];
  const jobs = new Jobs({ store, handlers: [], onQueued: () => undefined, pollMs: 1 });
  for await (const { state } of await jobs.watch(id)) {
    states.push(state);
    if (state === 'queued') await store.claim(['kind'], 60_000);
    if (state === 'running') await store.cancel(id);
    const claim = { job: (await store.find(id))!, checkpoint: null, lease: '' };
    if (states.length === 2) expect(await store.finish(claim, { state: 'cancelled' })).toBe(false);
    if (states.length === 3) break;
  }
  expect(states).toEqual(['queued', 'running', 'running']);
});

it('cleans up after a job only once its success is noted, and not after one that failed or was lost', async () => {
  const store = new FakeJobStore();
  const seen: unknown[] = [];
  const runOne = async (run: JobHandler['run'], lease?: string) => {
    await store.enqueue('kind', {});
    const claimed = (await store.claim(['kind'], 60_000))!;
    const { id } = claimed.job;
    const files = {} as JobFiles;
    const asCaller = <T>(_caller: Caller, work: () => T) => work();
    const deps = {
      store,
      files,
      leaseMs: 60_000,
      asCaller,
      wait: async () => undefined,
      log: () => undefined,
    };
    await new JobRun({ ...claimed, lease: lease ?? claimed.lease }, deps).run({
      kind: 'kind',
      prepare: async (input) => input,
      run,
      succeeded: async () => void seen.push([id, (await store.find(id))!.state]),
    });
    return (await store.find(id))!.state;
  };
  expect(await runOne(async () => ({}))).toBe('succeeded');
  expect(await runOne(() => Promise.reject(new Error('bad')))).toBe('failed');
  expect(await runOne(async () => ({}), 'of another worker')).toBe('running');
  expect(seen).toEqual([['1', 'succeeded']]);
});

describe('a job whose database goes away or is busy', () => {
  const away = () => new DomainError('DATABASE_UNAVAILABLE', 'It is away.');

  async function run(handle: JobHandler['run'], wait: JobRunDependencies['wait'] = async () => undefined) {
    const store = new FakeJobStore();
    await store.enqueue('kind', {});
    const claimed = (await store.claim(['kind'], 60_000))!;
    const asCaller = <T>(_caller: Caller, work: () => T) => work();
    const deps = { store, files: {} as JobFiles, leaseMs: 60_000, asCaller, wait, log: () => undefined };
    const run = new JobRun(claimed, deps);
    await run.run({ kind: 'kind', prepare: async (input) => input, run: (work) => handle(work) });
    return (await store.find(claimed.job.id))!;
  }

  it('goes on from its last checkpoint, after longer and longer waits', async () => {
    const waits: number[] = [];
    const checkpoints: unknown[] = [];
    const job = await run(
      async ({ checkpoint, saveCheckpoint }) => {
        checkpoints.push(checkpoint);
        if (checkpoints.length === 3) await saveCheckpoint({ batch: 1 });
        if (checkpoints.length < 5) throw away();
        return {};
      },
      async (ms) => void waits.push(ms),
    );
    expect(job.state).toBe('succeeded');
    expect(checkpoints).toEqual([null, null, null, { batch: 1 }, { batch: 1 }]);
    // The checkpoint shows that the database was back.
    expect(waits).toEqual([1_000, 4_000, 1_000, 4_000]);
  });

  it('fails when it stays so, and at once for any other reason', async () => {
    let runs = 0;
    const failing = (error: DomainError) => async () => {
      runs++;
      throw error;
    };
    expect(await run(failing(away()))).toMatchObject({ state: 'failed', error: { message: 'It is away.' } });
    expect(runs).toBe(4);
    const busy = new DomainError('OVERLOADED', 'All connections are busy.');
    expect(await run(failing(busy))).toMatchObject({ state: 'failed', error: { code: 'OVERLOADED' } });
    expect(runs).toBe(8);
    await run(failing(new DomainError('STORAGE_FAILED', 'full')));
    expect(runs).toBe(9);
  });
});
