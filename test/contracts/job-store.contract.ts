import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClaimedJob, JobStore } from '../../core/ports/job-store.ts';

const artefact = {
  name: 'score.json',
  mediaType: 'application/json',
  sizeBytes: 12,
  sha256: 'f'.repeat(64),
  path: 'jobs/1/score.json',
};

/** Behaviour that every {@link JobStore} has. */
export function describeJobStore(
  name: string,
  open: () => Promise<{ readonly jobs: JobStore; close(): Promise<void> }>,
): void {
  describe(`jobs: ${name}`, () => {
    let jobs: JobStore;
    let close: () => Promise<void>;
    let number = 0;

    beforeAll(async () => {
      ({ jobs, close } = await open());
    }, 60_000);
    afterAll(() => close?.());

    /** A kind of its own, so that tests do not take each other's jobs. */
    const newKind = () => `kind-${number++}`;
    const claim = async (kind: string, leaseMs = 60_000) => (await jobs.claim([kind], leaseMs)) as ClaimedJob;

    it('keeps what was asked for, and finds nothing by ids that are none', async () => {
      const job = await jobs.enqueue(newKind(), { model: '模型', list: [1, null] });
      expect(job).toMatchObject({ state: 'queued', input: { model: '模型', list: [1, null] }, result: null });
      expect(await jobs.find(job.id)).toEqual(job);
      for (const id of ['', 'x', '-1', '999999999', '9'.repeat(30)]) {
        expect(await jobs.find(id)).toBeUndefined();
        expect(await jobs.cancel(id)).toBeUndefined();
        expect(await jobs.retry(id)).toBeUndefined();
        expect(await jobs.artefacts(id)).toEqual([]);
      }
    });

    it('gives the oldest job of a kind, each to one worker', async () => {
      const kind = newKind();
      const ids = [];
      for (let i = 0; i < 5; i++) ids.push((await jobs.enqueue(kind, { i })).id);
      await jobs.enqueue(newKind(), {});
      const claims = await Promise.all(Array.from({ length: 8 }, () => jobs.claim([kind], 60_000)));
      const taken = claims.filter((each) => each !== undefined).map(({ job }) => job.id);
      expect(taken.toSorted()).toEqual(ids.toSorted());
      expect(claims.find((each) => each !== undefined)).toMatchObject({
        job: { state: 'running' },
        checkpoint: null,
      });
    });

    it('takes what fails once it shall be cancelled for cancelled', async () => {
      const kind = newKind();
      const { id } = await jobs.enqueue(kind, {});
      const claimed = await claim(kind);
      await jobs.cancel(id);
      const error = { code: 'NOT_FOUND', message: 'It was taken away.' } as const;
      expect(await jobs.finish(claimed, { state: 'failed', error })).toBe(true);
      expect(await jobs.find(id)).toMatchObject({ state: 'cancelled', error: null });
    });

    it('pauses a job that waits at once and one that runs after its batch, and goes on from the checkpoint', async () => {
      const kind = newKind();
      const { id } = await jobs.enqueue(kind, {});
      expect(await jobs.resume(id)).toBeUndefined();
      expect(await jobs.pause(id)).toMatchObject({ state: 'paused', pauseRequested: false });
      expect(await jobs.claim([kind], 60_000)).toBeUndefined();
      expect(await jobs.resume(id)).toMatchObject({ state: 'queued' });
      const claimed = await claim(kind);
      expect(await jobs.saveCheckpoint(claimed, { done: 3 })).toBe('held');
      expect(await jobs.pause(id)).toMatchObject({ state: 'running', pauseRequested: true });
      expect(await jobs.heartbeat(claimed, 60_000)).toBe('pause-requested');
      expect(await jobs.finish(claimed, { state: 'paused' })).toBe(true);
      expect(await jobs.find(id)).toMatchObject({ state: 'paused', pauseRequested: false, finishedAt: null });
      await jobs.resume(id);
      expect(await claim(kind)).toMatchObject({ checkpoint: { done: 3 } });
    });

    it('takes a pause back before it came about, and cancels a paused job', async () => {
      const kind = newKind();
      const { id } = await jobs.enqueue(kind, {});
      const claimed = await claim(kind);
      await jobs.pause(id);
      expect(await jobs.resume(id)).toMatchObject({ state: 'running', pauseRequested: false });
      expect(await jobs.heartbeat(claimed, 60_000)).toBe('held');
      await jobs.pause(id);
      await jobs.finish(claimed, { state: 'paused' });
      expect(await jobs.cancel(id)).toMatchObject({ state: 'cancelled' });
      expect(await jobs.pause(id)).toMatchObject({ state: 'cancelled' });
    });

    it('finishes with a result and files', async () => {
      const kind = newKind();
      await jobs.enqueue(kind, {});
      const claimed = await claim(kind);
      expect(await jobs.saveProgress(claimed, { stage: 'texts', done: 1, total: 2 })).toBe('held');
      expect(
        await jobs.finish(claimed, { state: 'succeeded', result: { r1: 0.5 }, artefacts: [artefact] }),
      ).toBe(true);
      expect(await jobs.find(claimed.job.id)).toMatchObject({
        state: 'succeeded',
        result: { r1: 0.5 },
        progress: { stage: 'texts', done: 1, total: 2 },
        finishedAt: expect.any(Date),
      });
      expect(await jobs.artefacts(claimed.job.id)).toEqual([artefact]);
      expect(await jobs.heartbeat(claimed, 1000)).toBe('lost');
      expect(await jobs.retry(claimed.job.id)).toBeUndefined();
    });

    it('offers the files of the last checkpoint until it succeeds with others', async () => {
      const kind = newKind();
      const { id } = await jobs.enqueue(kind, {});
      const first = await claim(kind);
      const other = { ...artefact, name: 'other.jsonl' };
      const grown = { ...artefact, sizeBytes: 20, sha256: 'e'.repeat(64) };
      await jobs.saveCheckpoint(first, {}, [other, artefact]);
      expect(await jobs.artefacts(id)).toEqual([other, artefact]);
      await jobs.saveCheckpoint(first, {}, [grown]);
      await jobs.finish(first, { state: 'failed', error: { code: 'INVALID_INPUT', message: 'm' } });
      expect(await jobs.saveCheckpoint(first, {}, [artefact])).toBe('lost');
      expect(await jobs.artefacts(id)).toEqual([grown]);
      await jobs.retry(id);
      const second = await claim(kind);
      expect(await jobs.artefacts(id)).toEqual([grown]);
      await jobs.finish(second, { state: 'succeeded', result: {}, artefacts: [other] });
      expect(await jobs.artefacts(id)).toEqual([other]);
    });

    it('forgets the artefacts of older jobs of a kind, and names those', async () => {
      const [kind, other] = [newKind(), newKind()];
      const done = async (of: string, artefacts = [artefact]) => {
        await jobs.enqueue(of, {});
        const claimed = await claim(of);
        await jobs.finish(claimed, { state: 'succeeded', result: {}, artefacts });
        return claimed.job.id;
      };
      const [first, another, bare] = [await done(kind), await done(other), await done(kind, [])];
      const [last, later] = [await done(kind), await done(kind)];
      expect(await jobs.dropArtefacts(kind, last)).toEqual([first]);
      const left = [another, last, later];
      for (const id of [first, bare]) expect(await jobs.artefacts(id)).toEqual([]);
      for (const id of left) expect(await jobs.artefacts(id)).toEqual([artefact]);
      expect(await jobs.dropArtefacts(kind, last)).toEqual([]);
    });

    it('gives a job whose worker is silent to another, with its checkpoint, and refuses the first', async () => {
      const kind = newKind();
      await jobs.enqueue(kind, {});
      const first = await claim(kind, 1);
      expect(await jobs.saveCheckpoint(first, { done: 3 })).toBe('held');
      await sleep(20);
      const second = await claim(kind);
      expect(second).toMatchObject({ job: { id: first.job.id }, checkpoint: { done: 3 } });
      expect(await jobs.heartbeat(first, 60_000)).toBe('lost');
      expect(await jobs.saveCheckpoint(first, { done: 9 })).toBe('lost');
      expect(await jobs.finish(first, { state: 'succeeded', result: {}, artefacts: [artefact] })).toBe(false);
      expect(await jobs.artefacts(first.job.id)).toEqual([]);
      expect(await jobs.heartbeat(second, 60_000)).toBe('held');
    });

    it('keeps a job with who renews its lease', async () => {
      const kind = newKind();
      await jobs.enqueue(kind, {});
      const claimed = await claim(kind, 1);
      await jobs.heartbeat(claimed, 60_000);
      expect(await claim(kind)).toBeUndefined();
    });

    it('fails a job that takes three workers down at one place', async () => {
      const kind = newKind();
      const { id } = await jobs.enqueue(kind, {});
      for (let i = 0; i < 3; i++) {
        expect((await claim(kind, 1)).job.id).toBe(id);
        await sleep(20);
      }
      expect(await claim(kind)).toBeUndefined();
      expect(await jobs.find(id)).toMatchObject({
        state: 'failed',
        error: { code: 'INTERNAL_SERVER_ERROR' },
      });
    });

    it('goes back to the queue with its checkpoint', async () => {
      const kind = newKind();
      await jobs.enqueue(kind, {});
      const claimed = await claim(kind);
      await jobs.saveCheckpoint(claimed, { done: 1 });
      await jobs.finish(claimed, { state: 'queued' });
      expect(await jobs.find(claimed.job.id)).toMatchObject({ state: 'queued', finishedAt: null });
      expect(await claim(kind)).toMatchObject({ checkpoint: { done: 1 } });
    });

    it('cancels: at once while nobody works on it, otherwise by asking', async () => {
      const kind = newKind();
      const waiting = await jobs.enqueue(kind, {});
      expect(await jobs.cancel(waiting.id)).toMatchObject({ state: 'cancelled' });
      expect(await claim(kind)).toBeUndefined();
      await jobs.enqueue(kind, {});
      const claimed = await claim(kind);
      expect(await jobs.cancel(claimed.job.id)).toMatchObject({ state: 'running', cancelRequested: true });
      expect(await jobs.saveCheckpoint(claimed, {})).toBe('cancel-requested');
      await jobs.finish(claimed, { state: 'cancelled' });
      expect(await jobs.cancel(claimed.job.id)).toMatchObject({ state: 'cancelled' });
    });

    it('cancels at once what a silent worker has', async () => {
      const kind = newKind();
      await jobs.enqueue(kind, {});
      const { job } = await claim(kind, 1);
      await sleep(20);
      expect(await jobs.cancel(job.id)).toMatchObject({ state: 'cancelled' });
      expect(await claim(kind)).toBeUndefined();
    });

    it('retries what failed, from its checkpoint', async () => {
      const kind = newKind();
      await jobs.enqueue(kind, {});
      const claimed = await claim(kind);
      await jobs.saveCheckpoint(claimed, { done: 2 });
      await jobs.finish(claimed, { state: 'failed', error: { code: 'INVALID_INPUT', message: 'm' } });
      expect(await jobs.find(claimed.job.id)).toMatchObject({
        error: { code: 'INVALID_INPUT', message: 'm' },
      });
      expect(await jobs.retry(claimed.job.id)).toMatchObject({
        state: 'queued',
        error: null,
        finishedAt: null,
      });
      expect(await claim(kind)).toMatchObject({ checkpoint: { done: 2 } });
    });

    it('tells the inputs of jobs that may still go on', async () => {
      const jobsOf = await Promise.all(
        ['waits', 'paused', 'cancelled'].map((input) => jobs.enqueue('in-use', { input })),
      );
      await jobs.pause(jobsOf[1]!.id);
      await jobs.cancel(jobsOf[2]!.id);
      const inUse = async (since: number) =>
        (await jobs.inputsInUse('in-use', new Date(since))).map(({ input }) => input).sort();
      expect(await inUse(Date.now() - 3_600_000)).toEqual(['cancelled', 'paused', 'waits']);
      expect(await inUse(Date.now() + 3_600_000)).toEqual(['paused', 'waits']);
    });

    it('lists the newest first, page by page', async () => {
      const kind = newKind();
      const ids = [];
      for (let i = 0; i < 3; i++) ids.unshift((await jobs.enqueue(kind, { i })).id);
      const { nodes, hasNextPage } = await jobs.list(2);
      expect([nodes.map(({ id }) => id), hasNextPage]).toEqual([ids.slice(0, 2), true]);
      expect((await jobs.list(1, ids[1])).nodes.map(({ id }) => id)).toEqual([ids[2]]);
      expect((await jobs.list(1, 'x')).nodes).toEqual([]);
      await jobs.enqueue(newKind(), {});
      const ofKind = await jobs.list(3, undefined, [kind, 'none']);
      expect([ofKind.nodes.map(({ id }) => id), ofKind.hasNextPage]).toEqual([ids, false]);
      expect((await jobs.list(3, ids[0], [kind])).nodes.map(({ id }) => id)).toEqual(ids.slice(1));
      expect((await jobs.list(3, undefined, [])).nodes).toEqual([]);
    });
  });
}
