import type { JsonObject } from '../../core/json.ts';
import type { Job, JobArtefact, JobProgress, JobState } from '../../core/ports/job-store.ts';

export interface JobRow {
  readonly id: string;
  readonly kind: string;
  readonly state: JobState;
  readonly input: JsonObject;
  readonly progress: JobProgress | null;
  readonly checkpoint: JsonObject | null;
  readonly result: JsonObject | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly cancel_requested: boolean;
  readonly pause_requested: boolean;
  readonly lease: string | null;
  readonly revision: number;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
}

export interface ArtefactRow {
  readonly name: string;
  readonly media_type: string;
  readonly size_bytes: number;
  readonly sha256: string;
  readonly path: string;
}

export const jobColumns = `jobs.id::text, jobs.kind, jobs.state, jobs.input, jobs.progress, jobs.checkpoint, jobs.result,
  jobs.error_code, jobs.error_message, jobs.cancel_requested, jobs.pause_requested, jobs.lease::text, jobs.revision::float8 as revision,
  jobs.created_at, jobs.started_at, jobs.finished_at`;

export const artefactColumns = 'name, media_type, size_bytes::float8 as size_bytes, sha256, path';

export function toJob(row: JobRow): Job {
  const { error_code: code, error_message: message } = row;
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    input: row.input,
    progress: row.progress,
    result: row.result,
    error: code === null || message === null ? null : { code, message },
    cancelRequested: row.cancel_requested,
    pauseRequested: row.pause_requested,
    revision: row.revision,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}

export function toArtefact(row: ArtefactRow): JobArtefact {
  const { name, sha256, path } = row;
  return { name, mediaType: row.media_type, sizeBytes: row.size_bytes, sha256, path };
}
