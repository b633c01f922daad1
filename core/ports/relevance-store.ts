import type { RelevanceEstimate } from '../search/relevance/relevance-estimate.ts';

/** What is known of the relevance of hits in one set of vectors. */
export interface StoredRelevance {
  /** Undefined until it was estimated. */
  readonly estimate: RelevanceEstimate | undefined;
  /** Items written or deleted since. */
  readonly changedItems: number;
  /** The job that estimates it anew, or did so last. */
  readonly jobId: string | null;
}

/** Estimates of relevance, each of a set of vectors, and gone with it. */
export interface RelevanceStore {
  find(vectorSetId: string): Promise<StoredRelevance>;
  noteJob(vectorSetId: string, jobId: string): Promise<void>;
  /** Likewise, unless somebody else has noted a job since it was `before`; false then. */
  succeedJob(vectorSetId: string, before: string | null, jobId: string): Promise<boolean>;
  /** @param changedItems how many of the changes the estimate has seen; later ones still count */
  save(vectorSetId: string, estimate: RelevanceEstimate, changedItems: number): Promise<void>;
}
