import type { IndexSettings } from '../search/indexes/index-settings.ts';
import type { RecallEstimate } from '../search/indexes/measure-recall.ts';
import type { Collection } from './collections.ts';

/** What the database knows about a collection's index. */
export interface IndexStatus {
  readonly sizeBytes: number;
  /** The job that builds another one, if any. */
  readonly buildJobId: string | null;
  /** Null until it was measured. */
  readonly recall: RecallEstimate | null;
}

/** An index as it is shown. */
export interface CollectionIndex extends IndexSettings, IndexStatus {}

/** Makes indexes beside those that searches use. */
export interface IndexBuilder {
  status(collection: Collection): Promise<IndexStatus>;
  /** Takes the only place for a build; false while another job, which is not over, has it. */
  claim(collection: Collection, jobId: string): Promise<boolean>;
  /**
   * Makes the indexes of these settings, while searches and writes go on.
   * @throws DomainError DATABASE_UNAVAILABLE; DATABASE_EXHAUSTED and STORAGE_FAILED when memory or disk do not suffice
   */
  create(collection: Collection, index: IndexSettings): Promise<void>;
  /** Share of the present build that is done, in [0, 1]; undefined where the database does not tell. */
  progress(collection: Collection): Promise<number | undefined>;
  /** Lets searches that begin now use these settings. */
  use(collection: Collection, index: IndexSettings): Promise<void>;
  /** Drops indexes that no search uses, also a half-made one, and gives the place free. */
  release(collection: Collection, jobId: string): Promise<void>;
  noteRecall(collection: Collection, recall: RecallEstimate): Promise<void>;
}
