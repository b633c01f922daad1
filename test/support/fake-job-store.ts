import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../core/json.ts';
import type { Page } from '../../core/ports/collections.ts';
import type {
  ClaimedJob,
  Job,
  JobArtefact,
  JobOutcome,
  JobProgress,
  JobStore,
  LeaseState,
} from '../../core/ports/job-store.ts';

interface Entry {
  job: Job;
  checkpoint: JsonObject | null;
  artefacts: readonly JobArtefact[];
  lease: string | null;
  leaseUntil: number;
  crashes: number;
}

/** Jobs in memory. */
export class FakeJobStore implements JobStore {
  readonly #entries: Entry[] = [];

  async enqueue(kind: string, input: JsonObject): Promise<Job> {
    const job: Job = {
      id: String(this.#entries.length + 1),
      kind,
      state: 'queued',
      input,
      progress: null,
      result: null,
      error: null,
      cancelRequested: false,
      pauseRequested: false,
      revision: 1,
      createdAt: new Date(),
      startedAt: null,
      finishedAt: null,
    };
    this.#entries.push({ job, checkpoint: null, artefacts: [], lease: null, leaseUntil: 0, crashes: 0 });
    return job;
  }

  async find(id: string): Promise<Job | undefined> {
    return this.#entry(id)?.job;
  }

  async list(first: number, beforeId = '999999999', kinds?: readonly string[]): Promise<Page<Job>> {
    const before = this.#entries
      .map(({ job }) => job)
      .filter(({ id, kind }) => Number(id) < Number(beforeId) && (kinds?.includes(kind) ?? true));
    const nodes = before.reverse();
    return { nodes: nodes.slice(0, first), hasNextPage: nodes.length > first };
  }

  async inputsInUse(kind: string, since: Date): Promise<readonly JsonObject[]> {
    return this.#entries
      .map(({ job }) => job)
      .filter(({ state, finishedAt, ...job }) => {
        if (job.kind !== kind || state === 'succeeded') return false;
        return finishedAt === null || finishedAt > since;
      })
      .map(({ input }) => input);
  }

  async artefacts(id: string): Promise<readonly JobArtefact[]> {
    return this.#entry(id)?.artefacts ?? [];
  }

  async dropArtefacts(kind: string, beforeId: string): Promise<readonly string[]> {
    const older = this.#entries.filter(
      ({ job, artefacts }) => job.kind === kind && Number(job.id) < Number(beforeId) && artefacts.length > 0,
    );
    for (const entry of older) entry.artefacts = [];
    return older.map(({ job }) => job.id);
  }

  async claim(kinds: readonly string[], leaseMs: number): Promise<ClaimedJob | undefined> {
    for (const entry of this.#entries.filter((each) => isSilent(each) && each.crashes >= 2)) {
      release(entry, { state: 'failed', error: { code: 'INTERNAL_SERVER_ERROR', message: 'crashes' } });
    }
    const entry = this.#entries.find(
      (each) => kinds.includes(each.job.kind) && (each.job.state === 'queued' || isSilent(each)),
    );
    if (entry === undefined) return undefined;
    if (isSilent(entry)) entry.crashes++;
    entry.lease = randomUUID();
    entry.leaseUntil = Date.now() + leaseMs;
    change(entry, { state: 'running', startedAt: entry.job.startedAt ?? new Date() });
    return { job: entry.job, checkpoint: entry.checkpoint, lease: entry.lease };
  }

  async heartbeat(claim: ClaimedJob, leaseMs: number): Promise<LeaseState> {
    return this.#report(claim, (entry) => {
      entry.leaseUntil = Date.now() + leaseMs;
    });
  }

  async saveProgress(claim: ClaimedJob, progress: JobProgress): Promise<LeaseState> {
    return this.#report(claim, (entry) => change(entry, { progress }));
  }

  async saveCheckpoint(
    claim: ClaimedJob,
    checkpoint: JsonObject,
    artefacts: readonly JobArtefact[] = [],
  ): Promise<LeaseState> {
    return this.#report(claim, (entry) => Object.assign(entry, { checkpoint, artefacts, crashes: 0 }));
  }

  async finish({ job, lease }: ClaimedJob, outcome: JobOutcome): Promise<boolean> {
    const entry = this.#entry(job.id);
    if (entry?.lease !== lease) return false;
    const isCancelled = outcome.state === 'failed' && entry.job.cancelRequested;
    release(entry, isCancelled ? { state: 'cancelled' } : outcome);
    return true;
  }

  async cancel(id: string): Promise<Job | undefined> {
    const entry = this.#entry(id);
    if (entry !== undefined && isIdle(entry)) release(entry, { state: 'cancelled' });
    else if (entry?.job.state === 'running') change(entry, { cancelRequested: true });
    return entry?.job;
  }

  async retry(id: string): Promise<Job | undefined> {
    const entry = this.#entry(id);
    if (entry === undefined || !['failed', 'cancelled'].includes(entry.job.state)) return undefined;
    entry.crashes = 0;
    change(entry, { state: 'queued', error: null, cancelRequested: false, finishedAt: null });
    return entry.job;
  }

  async pause(id: string): Promise<Job | undefined> {
    const entry = this.#entry(id);
    if (entry !== undefined && isIdle(entry)) release(entry, { state: 'paused' });
    else if (entry?.job.state === 'running') change(entry, { pauseRequested: true });
    return entry?.job;
  }

  async resume(id: string): Promise<Job | undefined> {
    const entry = this.#entry(id);
    if (entry === undefined || !(entry.job.state === 'paused' || entry.job.pauseRequested)) return undefined;
    change(entry, {
      state: entry.job.state === 'paused' ? 'queued' : entry.job.state,
      pauseRequested: false,
    });
    return entry.job;
  }

  #entry(id: string): Entry | undefined {
    return this.#entries.find(({ job }) => job.id === id);
  }

  #report({ job, lease }: ClaimedJob, report: (entry: Entry) => void): LeaseState {
    const entry = this.#entry(job.id);
    if (entry?.lease !== lease) return 'lost';
    report(entry);
    if (entry.job.cancelRequested) return 'cancel-requested';
    return entry.job.pauseRequested ? 'pause-requested' : 'held';
  }
}

function isIdle(entry: Entry): boolean {
  return ['queued', 'paused'].includes(entry.job.state) || isSilent(entry);
}

function isSilent({ job, leaseUntil }: Entry): boolean {
  return job.state === 'running' && leaseUntil < Date.now();
}

function change(entry: Entry, changes: Partial<Job>): void {
  entry.job = { ...entry.job, ...changes, revision: entry.job.revision + 1 };
}

function release(entry: Entry, outcome: JobOutcome): void {
  entry.lease = null;
  if (outcome.state === 'succeeded') entry.artefacts = outcome.artefacts;
  const { state } = outcome;
  change(entry, {
    state,
    result: state === 'succeeded' ? outcome.result : null,
    error: state === 'failed' ? outcome.error : null,
    pauseRequested: false,
    finishedAt: state === 'queued' || state === 'paused' ? null : new Date(),
  });
}
