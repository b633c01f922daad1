import { expect, it } from 'vitest';
import { Jobs } from '../../../core/jobs/jobs.ts';
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
