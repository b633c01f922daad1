import type { RelevanceStore, StoredRelevance } from '../../core/ports/relevance-store.ts';
import type { RelevanceEstimate } from '../../core/search/relevance/relevance-estimate.ts';

/** Estimates in memory. */
export class FakeRelevanceStore implements RelevanceStore {
  readonly stored = new Map<string, StoredRelevance>();
  /** How often it was read. */
  finds = 0;

  async find(vectorSetId: string): Promise<StoredRelevance> {
    this.finds++;
    return this.#of(vectorSetId);
  }

  async noteJob(vectorSetId: string, jobId: string): Promise<void> {
    this.stored.set(vectorSetId, { ...this.#of(vectorSetId), jobId });
  }

  async succeedJob(vectorSetId: string, before: string | null, jobId: string): Promise<boolean> {
    if (this.#of(vectorSetId).jobId !== before) return false;
    await this.noteJob(vectorSetId, jobId);
    return true;
  }

  async save(vectorSetId: string, estimate: RelevanceEstimate, changedItems: number): Promise<void> {
    const before = this.#of(vectorSetId);
    this.stored.set(vectorSetId, { ...before, estimate, changedItems: before.changedItems - changedItems });
  }

  #of(vectorSetId: string): StoredRelevance {
    return this.stored.get(vectorSetId) ?? { estimate: undefined, changedItems: 0, jobId: null };
  }
}
