import { type NearGroup, NearGroups } from './near-groups.ts';

/** A way to find the pairs of a collection, a step at a time. */
export interface PairFinder {
  /** Items that were compared with all others. */
  readonly covered: number;
  /** Whether every pair among what is covered is known for certain. */
  readonly isExact: boolean;
  /** Goes on for a moment. @returns whether that was all */
  next(groups: NearGroups): Promise<boolean>;
  /** Lets go of what only a comparison that goes on needs. */
  rest(): Promise<void>;
}

/** Looks for the pairs of a collection as far as it was let, and goes on from there. */
export class NearScan {
  readonly #finder: PairFinder;
  readonly #groups = new NearGroups();
  #isComplete = false;
  #advancing: Promise<void> | undefined;

  constructor(finder: PairFinder) {
    this.#finder = finder;
  }

  get covered(): number {
    return this.#finder.covered;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  get isExact(): boolean {
    return this.#finder.isExact;
  }

  get isAdvancing(): boolean {
    return this.#advancing !== undefined;
  }

  groups(): readonly NearGroup[] {
    return this.#groups.groups();
  }

  /** Goes on for `budgetMs` at most, or to the end, or until `signal` says so. Who comes meanwhile waits for the same work. */
  async advance(budgetMs: number, signal?: AbortSignal): Promise<void> {
    this.#advancing ??= this.#advance(budgetMs, signal).finally(() => {
      this.#advancing = undefined;
    });
    await this.#advancing;
    signal?.throwIfAborted();
  }

  async #advance(budgetMs: number, signal: AbortSignal | undefined): Promise<void> {
    const end = performance.now() + budgetMs;
    if (this.#isComplete) return;
    try {
      do this.#isComplete = await this.#finder.next(this.#groups);
      while (!this.#isComplete && performance.now() < end && !signal?.aborted);
    } finally {
      await this.#finder.rest();
    }
  }
}
