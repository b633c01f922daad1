import type { JsonObject } from '../json.ts';
import type { Page } from './collections.ts';

export type JobState = 'queued' | 'running' | 'paused' | 'succeeded' | 'failed' | 'cancelled';

/** An entry of a source that did not become what it should. */
export interface RejectedEntry {
  /** File and line, or path, in the source. */
  readonly where: string;
  readonly key?: string;
  readonly code: string;
  readonly message: string;
}

/** How far a job is in what it does now. */
export interface JobProgress {
  readonly stage: string;
  readonly done: number;
  /** Left out where it is not known. */
  readonly total?: number;
  /** Seconds that the rest will take; left out while nobody knows. */
  readonly etaSeconds?: number;
  /** What became of the part that is done. */
  readonly counts?: Readonly<Record<string, number>>;
  /** The first of what could not be taken. */
  readonly rejects?: readonly RejectedEntry[];
}

/** A file that a job has written; one that is still being added to counts as long as it is said to be. */
export interface JobArtefact {
  /** Unique in its job. */
  readonly name: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
  /** Relative to the home folder, with `/`. */
  readonly path: string;
}

export interface JobFailure {
  /** An `ErrorCode`, or INTERNAL_SERVER_ERROR for a bug. */
  readonly code: string;
  readonly message: string;
}

export interface Job {
  readonly id: string;
  /** Names the handler. */
  readonly kind: string;
  readonly state: JobState;
  readonly input: JsonObject;
  readonly progress: JobProgress | null;
  /** Only of a job that succeeded. */
  readonly result: JsonObject | null;
  /** Only of a job that failed. */
  readonly error: JobFailure | null;
  /** A running job whose cancellation was asked for ends after its present batch. */
  readonly cancelRequested: boolean;
  /** Likewise of a running job that is to pause. */
  readonly pauseRequested: boolean;
  /** Grows with every change. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** A job in the hands of one worker. */
export interface ClaimedJob {
  readonly job: Job;
  /** State of the last finished batch; null at the beginning. */
  readonly checkpoint: JsonObject | null;
  /** Proof of ownership; of no use once another worker has taken over. */
  readonly lease: string;
}

/** What a worker learns whenever it reports: `lost` means that another one has the job, or nobody. */
export type LeaseState = 'held' | 'cancel-requested' | 'pause-requested' | 'lost';

/** How a worker gives a job back. `queued`: to go on later from the checkpoint; `paused`: once somebody resumes it. */
export type JobOutcome =
  | { readonly state: 'succeeded'; readonly result: JsonObject; readonly artefacts: readonly JobArtefact[] }
  | { readonly state: 'failed'; readonly error: JobFailure }
  | { readonly state: 'cancelled' }
  | { readonly state: 'queued' | 'paused' };

/** Jobs, their queue and who works on them. Times are those of the store, so that workers need no common clock. */
export interface JobStore {
  enqueue(kind: string, input: JsonObject): Promise<Job>;
  find(id: string): Promise<Job | undefined>;
  /** Newest first; `beforeId` is the last one of the page before, `kinds` are all where left out. */
  list(first: number, beforeId?: string, kinds?: readonly string[]): Promise<Page<Job>>;
  /** Inputs of jobs that have not ended, or that ended without success after `since` and so may be retried. */
  inputsInUse(kind: string, since: Date): Promise<readonly JsonObject[]>;
  artefacts(id: string): Promise<readonly JobArtefact[]>;
  /** Forgets the artefacts of all jobs of a kind that are older than one, and names those that had any. */
  dropArtefacts(kind: string, beforeId: string): Promise<readonly string[]>;
  /**
   * Takes the oldest job of these kinds that is queued or whose worker has not renewed its lease; never the same one for
   * two workers. A job that lost three workers since its last checkpoint fails instead.
   */
  claim(kinds: readonly string[], leaseMs: number): Promise<ClaimedJob | undefined>;
  /** Renews the lease. */
  heartbeat(claim: ClaimedJob, leaseMs: number): Promise<LeaseState>;
  saveProgress(claim: ClaimedJob, progress: JobProgress): Promise<LeaseState>;
  /** With the files that belong to it, in the place of those before. Default: none. */
  saveCheckpoint(
    claim: ClaimedJob,
    checkpoint: JsonObject,
    artefacts?: readonly JobArtefact[],
  ): Promise<LeaseState>;
  /** Files of the last checkpoint stay unless it succeeded; what fails once it shall be cancelled is cancelled. False when the lease was lost; nothing is changed then. */
  finish(claim: ClaimedJob, outcome: JobOutcome): Promise<boolean>;
  /** A job that nobody works on is cancelled at once; a finished one stays as it is. Undefined where there is none. */
  cancel(id: string): Promise<Job | undefined>;
  /** Queues a failed or cancelled job again, with its checkpoint. Undefined where there is no such job. */
  retry(id: string): Promise<Job | undefined>;
  /** A job that nobody works on is paused at once; a finished one stays as it is. Undefined where there is none. */
  pause(id: string): Promise<Job | undefined>;
  /** Queues a paused job again, or takes back that it shall pause. Undefined where there is no such job. */
  resume(id: string): Promise<Job | undefined>;
}
