import type { Role } from '../access/role.ts';
import type { JsonObject } from '../json.ts';
import type { JobFiles } from '../ports/job-files.ts';
import type { JobArtefact, JobProgress } from '../ports/job-store.ts';

/** What a handler works with. Everything that reports throws once the job was stopped. */
export interface JobWork {
  readonly jobId: string;
  readonly input: JsonObject;
  /** What the last worker saved; null at the beginning. */
  readonly checkpoint: JsonObject | null;
  /** Aborted when the job is cancelled, paused or taken over. */
  readonly signal: AbortSignal;
  readonly files: JobFiles;
  progress(progress: JobProgress): Promise<void>;
  /**
   * Call after what it speaks of is on the disk. `artefacts` are offered for download, as they are now, when the job is paused or ends
   * without success; in the place of those given before.
   */
  saveCheckpoint(checkpoint: JsonObject, artefacts?: readonly JobArtefact[]): Promise<void>;
  /** Offers a written file for download once the job succeeds. */
  publish(name: string, mediaType: string): Promise<void>;
}

/** Does the jobs of one kind. */
export interface JobHandler {
  readonly kind: string;
  /** Who may have its files, and stop or repeat its jobs. Default: editors. */
  readonly role?: Role | undefined;
  /** The input as it is kept, with defaults filled in. @throws DomainError for an input that cannot work */
  prepare(input: JsonObject): Promise<JsonObject>;
  /** Gives the result. May be called again with a checkpoint that it saved, also after a kill. */
  run(work: JobWork): Promise<JsonObject>;
  /** Cleans up what `run` needed, once it is noted that the job succeeded; not called where the worker ends between the two. */
  succeeded?(input: JsonObject, jobId: string): Promise<void>;
}
