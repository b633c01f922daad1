import { DomainError } from '../errors.ts';
import type { JobHandler } from './job-handler.ts';
import { JobRun, type JobRunDependencies } from './job-run.ts';

export interface JobRunnerOptions extends Omit<JobRunDependencies, 'leaseMs'> {
  readonly handlers: readonly JobHandler[];
  /** Jobs at the same time. Default: 1, because a model's towers take all cores anyway. */
  readonly atOnce?: number;
  /** How long a worker may be silent before others take its job. Default: 30 s. */
  readonly leaseMs?: number;
  /** How often an idle worker looks for jobs that other processes queued. Default: 1 s. */
  readonly pollMs?: number;
}

const stuckMs = 30_000;

/** Takes jobs from the store and runs their handlers, until it is stopped. */
export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #runs = new Set<JobRun>();
  readonly #sleepers = new Set<() => void>();
  #loops: readonly Promise<void>[] = [];
  #isStopping = false;
  /** When the store last answered. */
  #askedAt = 0;

  constructor(options: JobRunnerOptions) {
    this.#options = options;
  }

  /** @throws DomainError JOBS_STUCK when it ought to look for jobs and has not for a while */
  requireTurns(): void {
    if (this.#isStopping || this.#loops.length === 0 || this.#runs.size > 0) return;
    if (performance.now() - this.#askedAt <= stuckMs) return;
    throw new DomainError('JOBS_STUCK', `No job was looked for in ${stuckMs / 1000} s.`, {
      remedy: 'The log says why; a restart helps where the database is there.',
    });
  }

  start(): void {
    this.#askedAt = performance.now();
    this.#loops = Array.from({ length: this.#options.atOnce ?? 1 }, () => this.#loop());
  }

  /** An idle worker looks at once instead of at its next turn. */
  wake(): void {
    for (const sleeper of this.#sleepers) sleeper();
  }

  /** Running jobs go back to the queue after their present batch, then it resolves. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const run of this.#runs) run.handBack();
    this.wake();
    await Promise.all(this.#loops);
  }

  async #loop(): Promise<void> {
    while (!this.#isStopping) {
      // Where the database is away for a while, the worker waits for it.
      const hasRun = await this.#runNext().catch((error: unknown) => {
        this.#options.log('jobs', error);
        return false;
      });
      if (!hasRun) await this.#sleep();
    }
  }

  async #runNext(): Promise<boolean> {
    const { store, handlers, leaseMs = 30_000 } = this.#options;
    const claimed = await store.claim(
      handlers.map(({ kind }) => kind),
      leaseMs,
    );
    this.#askedAt = performance.now();
    if (claimed === undefined) return false;
    const run = new JobRun(claimed, { ...this.#options, leaseMs });
    this.#runs.add(run);
    if (this.#isStopping) run.handBack();
    try {
      await run.run(handlers.find(({ kind }) => kind === claimed.job.kind)!);
    } finally {
      this.#runs.delete(run);
    }
    return true;
  }

  #sleep(): Promise<void> {
    if (this.#isStopping) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, this.#options.pollMs ?? 1000);
      this.#sleepers.add(wake);
    });
  }
}
