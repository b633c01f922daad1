import type { AsCaller } from '../batching/batch-queue.ts';
import { DomainError, type ErrorCode } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { JobFiles } from '../ports/job-files.ts';
import type {
  ClaimedJob,
  JobArtefact,
  JobFailure,
  JobOutcome,
  JobProgress,
  JobStore,
  LeaseState,
} from '../ports/job-store.ts';
import type { JobHandler, JobWork } from './job-handler.ts';

/** Why a run ended before its handler did. */
type StopReason = 'cancelled' | 'paused' | 'handed back' | 'lost';

/** Of what may be over soon: the database went away, or all its connections or a queue are busy. */
const passing: readonly string[] = ['DATABASE_UNAVAILABLE', 'OVERLOADED'] satisfies ErrorCode[];

/** Waits before a handler that met one of these goes on from its last checkpoint; counted anew from each checkpoint. */
const retriesMs = [1_000, 4_000, 15_000];

const outcomeOf = { cancelled: 'cancelled', paused: 'paused', 'handed back': 'queued' } as const;

class JobStopped extends Error {
  readonly reason: StopReason;

  constructor(reason: StopReason) {
    super(`The job was ${reason}.`);
    this.reason = reason;
  }
}

export interface JobRunDependencies {
  readonly store: JobStore;
  readonly files: JobFiles;
  readonly leaseMs: number;
  readonly asCaller: AsCaller;
  /** Before a handler is run once more after what may be over. Rejects when the signal is aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Receives unexpected errors. */
  readonly log: (message: string, error: unknown) => void;
}

/** One job in the hands of this worker, from its claim to its outcome. */
export class JobRun {
  readonly #deps: JobRunDependencies;
  readonly #claimed: ClaimedJob;
  readonly #stopping = new AbortController();
  #artefacts: JobArtefact[] = [];
  #checkpoint: JsonObject | null;
  /** Since the last checkpoint. */
  #retries = 0;

  constructor(claimed: ClaimedJob, deps: JobRunDependencies) {
    this.#claimed = claimed;
    this.#checkpoint = claimed.checkpoint;
    this.#deps = deps;
  }

  /** Asks the handler to stop; the job goes back to the queue. */
  handBack(): void {
    this.#stop('handed back');
  }

  async run(handler: JobHandler): Promise<void> {
    const { store, leaseMs, log } = this.#deps;
    const { job } = this.#claimed;
    if (job.cancelRequested) this.#stop('cancelled');
    if (job.pauseRequested) this.#stop('paused');
    const beat = setInterval(() => {
      store.heartbeat(this.#claimed, leaseMs).then(
        (state) => this.#take(state),
        (error: unknown) => log(`heartbeat of job ${job.id}`, error),
      );
    }, leaseMs / 3);
    try {
      const outcome = await this.#outcome(handler);
      if (outcome === undefined || !(await store.finish(this.#claimed, outcome))) return;
      if (outcome.state === 'succeeded') await handler.succeeded?.(job.input, job.id);
    } finally {
      clearInterval(beat);
    }
  }

  /** Undefined when the job is another worker's. */
  async #outcome(handler: JobHandler): Promise<JobOutcome | undefined> {
    const { signal } = this.#stopping;
    try {
      signal.throwIfAborted();
      const result = await this.#deps.asCaller({ priority: 'bulk', signal }, () => this.#persist(handler));
      return { state: 'succeeded', result, artefacts: this.#artefacts };
    } catch (error) {
      // A handler may throw anything of its own once it was told to stop.
      const cause: unknown = signal.aborted ? signal.reason : error;
      if (!(cause instanceof JobStopped)) return { state: 'failed', error: this.#failure(cause) };
      if (cause.reason === 'lost') return undefined;
      return { state: outcomeOf[cause.reason] };
    }
  }

  /** What went away may be back: handlers go on from their checkpoint, as they do after a crash. */
  async #persist(handler: JobHandler): Promise<JsonObject> {
    const { signal } = this.#stopping;
    for (;;) {
      try {
        return await handler.run(this.#work());
      } catch (error) {
        const waitMs = retriesMs[this.#retries++];
        const isPassing = error instanceof DomainError && passing.includes(error.code);
        if (!isPassing || waitMs === undefined || signal.aborted) throw error;
        this.#deps.log(`job ${this.#claimed.job.id}, tried again in ${waitMs / 1000} s`, error);
        await this.#deps.wait(waitMs, signal);
      }
    }
  }

  #work(): JobWork {
    const { store, files } = this.#deps;
    const { job } = this.#claimed;
    const { signal } = this.#stopping;
    this.#artefacts = [];
    const report = async (saved: Promise<LeaseState>): Promise<void> => {
      this.#take(await saved);
      signal.throwIfAborted();
    };
    return {
      jobId: job.id,
      input: job.input,
      checkpoint: this.#checkpoint,
      signal,
      files,
      progress: (progress: JobProgress) => report(store.saveProgress(this.#claimed, progress)),
      saveCheckpoint: async (state: JsonObject, artefacts?: readonly JobArtefact[]) => {
        await report(store.saveCheckpoint(this.#claimed, state, artefacts));
        this.#checkpoint = state;
        this.#retries = 0;
      },
      publish: async (name, mediaType) => {
        this.#artefacts.push({ name, mediaType, ...(await files.describe(job.id, name)) });
      },
    };
  }

  #failure(error: unknown): JobFailure {
    if (error instanceof DomainError) return { code: error.code, message: error.message };
    this.#deps.log(`job ${this.#claimed.job.id}`, error);
    return {
      code: 'INTERNAL_SERVER_ERROR',
      message: "Something went wrong. The worker's log has the details under this job's id.",
    };
  }

  #take(state: LeaseState): void {
    if (state === 'lost') this.#stop('lost');
    if (state === 'cancel-requested') this.#stop('cancelled');
    if (state === 'pause-requested') this.#stop('paused');
  }

  #stop(reason: StopReason): void {
    if (!this.#stopping.signal.aborted) this.#stopping.abort(new JobStopped(reason));
  }
}
