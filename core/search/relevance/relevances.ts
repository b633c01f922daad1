import type { AsCaller } from '../../batching/batch-queue.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Collection, CollectionStore } from '../../ports/collections.ts';
import type { RelevanceStore, StoredRelevance } from '../../ports/relevance-store.ts';
import { fewestVectors, type RelevanceEstimate } from './relevance-estimate.ts';
import { relevanceKind } from './relevance-job.ts';

/** How long an estimate is used before the database is asked for a newer one, and how long it is taken that there is none. */
const freshMs = { estimate: 10_000, none: 1_000 } as const;

/** How long the same process waits before it asks again for an estimate whose job did not succeed. */
const patienceMs = 600_000;

/** Sets whose estimates are kept in memory. */
const maximumKept = 200;

/** An estimate no longer fits when this share of its items has changed. */
const changedShare = 0.2;

export interface RelevancesDependencies {
  readonly relevanceStore: RelevanceStore;
  readonly collections: Pick<CollectionStore, 'find'>;
  readonly jobs: Pick<Jobs, 'start' | 'find' | 'cancel'>;
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
 * The estimates that searches use, kept in memory. Whoever has filled a collection starts the job that makes one, and so does a search of
 * a collection that has none or whose items have changed since.
 */
export class Relevances {
  readonly #deps: RelevancesDependencies;
  readonly #kept = new Map<string, Kept>();
  readonly #askedAt = new Map<string, number>();
  readonly #added = new Set<string>();

  constructor(deps: RelevancesDependencies) {
    this.#deps = deps;
  }

  /** Undefined until there is one. Waits for the database only where none is known; no failure reaches the search. */
  async find(collection: Collection): Promise<RelevanceEstimate | undefined> {
    const kept = this.#kept.get(collection.vectorSetId);
    const age = this.#now() - (kept?.readAt ?? Number.NEGATIVE_INFINITY);
    if (kept?.estimate === undefined) return age > freshMs.none ? this.#read(collection) : undefined;
    if (age > freshMs.estimate) void this.#read(collection);
    return kept.estimate;
  }

  /** Remembers that items were added, for {@link startDue}. */
  noteAdded(collectionName: string): void {
    this.#added.add(collectionName);
  }

  /** Starts the jobs that items make due which were added since the last call. */
  async startDue(): Promise<void> {
    const names = [...this.#added];
    this.#added.clear();
    for (const name of names) {
      const collection = await this.#deps.collections.find(name);
      if (collection !== undefined) await this.startIfDue(collection);
    }
  }

  /** Starts the job where enough items for an estimate have come since the last one. No failure reaches the caller. */
  async startIfDue(collection: Collection): Promise<void> {
    const { relevanceStore, log } = this.#deps;
    try {
      const stored = await relevanceStore.find(collection.vectorSetId);
      if (stored.changedItems >= fewestVectors && isDue(stored)) await this.#ask(collection, stored);
    } catch (error) {
      log(`relevance of the collection ${collection.name}`, error);
    }
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
    const state = jobId === null ? undefined : (await jobs.find(jobId))?.state;
    if (state !== undefined && ['queued', 'running', 'paused'].includes(state)) return;
    const askedAt = this.#askedAt.get(vectorSetId) ?? Number.NEGATIVE_INFINITY;
    if (state !== 'succeeded' && this.#now() - askedAt < patienceMs) return;
    this.#askedAt.set(vectorSetId, this.#now());
    const { id } = await jobs.start(relevanceKind, { collection: name });
    // Another process may have thought of it at the same moment.
    if (!(await relevanceStore.succeedJob(vectorSetId, jobId, id))) await jobs.cancel(id);
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
