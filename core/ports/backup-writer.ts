import type { JobProgress } from './job-store.ts';

/** What a backup holds. */
export interface BackupCounts {
  /** ISO 8601. */
  readonly createdAt: string;
  readonly collections: number;
  readonly items: number;
  readonly vectors: number;
  readonly pictures: number;
  /** Pictures that items have and that were not on the disk. */
  readonly missingPictures: number;
  readonly models: number;
}

/** Backs up the running server's database and files. */
export interface BackupWriter {
  /**
   * Writes a file that is there whole or not at all, in the place of what an earlier try has left.
   * @throws DomainError STORAGE_FAILED
   */
  write(options: {
    readonly path: string;
    readonly withModels: boolean;
    readonly signal: AbortSignal;
    readonly onProgress: (progress: JobProgress) => Promise<void>;
  }): Promise<BackupCounts>;
}
