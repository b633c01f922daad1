import { expect, it } from 'vitest';
import type { Caller } from '../../../core/batching/batch-queue.ts';
import type { JobHandler } from '../../../core/jobs/job-handler.ts';
import { JobRun } from '../../../core/jobs/job-run.ts';
import { Jobs } from '../../../core/jobs/jobs.ts';
import type { JobFiles } from '../../../core/ports/job-files.ts';
import { FakeJobStore } from '../../support/fake-job-store.ts';

it('looks at a job no longer than someone watches it', async () => {
  const store = new FakeJobStore();
  const { id } = await store.enqueue('kind', {});
  const watching = new Jobs({ store, handlers: [], onQueued: () => undefined, pollMs: 1 }).watch(id);
  expect(await watching.next()).toMatchObject({ value: { state: 'queued' } });
  const waiting = watching.next();
  await watching.return!();
  expect(await waiting).toMatchObject({ done: true });
});

it('tells each change once, and ends with the job', async () => {
  const store = new FakeJobStore();
  const { id } = await store.enqueue('kind', {});
  const states = [];
  for await (const { state } of new Jobs({ store, handlers: [], onQueued: () => undefined, pollMs: 1 }).watch(
    id,
  )) {
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
    const deps = { store, files, leaseMs: 60_000, asCaller, log: () => undefined };
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
