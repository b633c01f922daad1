import type { AsCaller } from '../../batching/batch-queue.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Collection } from '../../ports/collections.ts';
import type { RelevanceStore, StoredRelevance } from '../../ports/relevance-store.ts';
import { fewestVectors, type RelevanceEstimate } from './relevance-estimate.ts';
import { relevanceKind } from './relevance-job.ts';

/** How long an estimate is used before the database is asked for a newer one. */
const freshMs = 10_000;

/** How long the same process waits before it asks again for an estimate that did not come. */
const patienceMs = 600_000;

/** Sets whose estimates are kept in memory. */
const maximumKept = 200;

/** An estimate no longer fits when this share of its items has changed. */
const changedShare = 0.2;

export interface RelevancesDependencies {
  readonly relevanceStore: RelevanceStore;
  readonly jobs: Pick<Jobs, 'start' | 'find'>;
  readonly clock: Clock;
  readonly asCaller: AsCaller;
  /** Receives what goes wrong aside from searches, which do without. */
  readonly log: (message: string, error: unknown) => void;
}

interface Kept {
  readonly readAt: number;
  readonly estimate: RelevanceEstimate | undefined;
}

/**
 * The estimates that searches use, kept in memory. A search of a collection that has none, or whose items have changed since, starts the
 * job that makes one; so those that nobody searches cost nothing, and no writer has to think of it.
 */
export class Relevances {
  readonly #deps: RelevancesDependencies;
  readonly #kept = new Map<string, Kept>();
  readonly #askedAt = new Map<string, number>();

  constructor(deps: RelevancesDependencies) {
    this.#deps = deps;
  }

  /** Undefined until there is one. Waits for the database the first time only; no failure reaches the search. */
  async find(collection: Collection): Promise<RelevanceEstimate | undefined> {
    const kept = this.#kept.get(collection.vectorSetId);
    if (kept === undefined) return this.#read(collection);
    if (this.#now() - kept.readAt > freshMs) void this.#read(collection);
    return kept.estimate;
  }

  async #read(collection: Collection): Promise<RelevanceEstimate | undefined> {
    const { relevanceStore, asCaller, log } = this.#deps;
    const { vectorSetId } = collection;
    const before = this.#kept.get(vectorSetId)?.estimate;
    this.#keep(vectorSetId, before);
    try {
      // Others will use it, so the request that happens to come first does not take it along when it is cancelled.
      return await asCaller({ priority: 'bulk' }, async () => {
        const stored = await relevanceStore.find(vectorSetId);
        this.#keep(vectorSetId, stored.estimate);
        if (isDue(stored)) await this.#ask(collection, stored);
        return stored.estimate;
      });
    } catch (error) {
      log(`relevance of the collection ${collection.name}`, error);
      return before;
    }
  }

  #keep(vectorSetId: string, estimate: RelevanceEstimate | undefined): void {
    this.#kept.delete(vectorSetId);
    this.#kept.set(vectorSetId, { readAt: this.#now(), estimate });
    if (this.#kept.size > maximumKept) {
      const [oldest] = this.#kept.keys();
      this.#kept.delete(oldest!);
      this.#askedAt.delete(oldest!);
    }
  }

  async #ask({ name, vectorSetId }: Collection, { jobId }: StoredRelevance): Promise<void> {
    const { jobs, relevanceStore } = this.#deps;
    const askedAt = this.#askedAt.get(vectorSetId);
    if (askedAt !== undefined && this.#now() - askedAt < patienceMs) return;
    const job = jobId === null ? undefined : await jobs.find(jobId);
    if (job !== undefined && ['queued', 'running', 'paused'].includes(job.state)) return;
    this.#askedAt.set(vectorSetId, this.#now());
    await relevanceStore.noteJob(vectorSetId, (await jobs.start(relevanceKind, { collection: name })).id);
  }

  #now(): number {
    return this.#deps.clock.now().getTime();
  }
}

/** Whether there is no estimate, or one of items that are no longer there. */
export function isDue({ estimate, changedItems }: StoredRelevance): boolean {
  if (estimate === undefined) return true;
  return changedItems >= Math.max(fewestVectors, changedShare * estimate.itemCount);
}
