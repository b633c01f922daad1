import type { JobHandler, JobWork } from '../jobs/job-handler.ts';
import type { JsonObject } from '../json.ts';
import type { BackupWriter } from '../ports/backup-writer.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobFiles } from '../ports/job-files.ts';
import type { JobProgress, JobStore } from '../ports/job-store.ts';

export const backupKind = 'backup';

/** Name of the artefact; backups leave out files of this name, else each would hold those before it. */
export const backupFile = 'tuwen-backup.zip';

/** How often progress is told: each time is a write to the database. */
const reportMs = 1000;

export interface BackupJobDependencies {
  readonly backups: BackupWriter;
  readonly jobStore: JobStore;
  readonly jobFiles: JobFiles;
  readonly clock: Clock;
}

/**
 * A backup of the running server as a job, whose file is an artefact. It has no checkpoint: what was broken off begins anew, because
 * half a file of one moment and half of another would be none. The file of the last one that succeeded is kept, those before it go.
 */
export class BackupJob implements JobHandler {
  readonly kind = backupKind;
  /** Its file has the hashes of keys and everything else. */
  readonly role = 'admin';
  readonly #deps: BackupJobDependencies;

  constructor(deps: BackupJobDependencies) {
    this.#deps = deps;
  }

  async prepare(input: JsonObject): Promise<JsonObject> {
    return input;
  }

  async run({ jobId, input, signal, files, progress, publish }: JobWork): Promise<JsonObject> {
    const counts = await this.#deps.backups.write({
      path: files.pathOf(jobId, backupFile),
      withModels: input['models'] !== false,
      signal,
      onProgress: this.#seldom(progress),
    });
    await publish(backupFile, 'application/zip');
    return { ...counts };
  }

  /** Where this is missed the next backup does it. */
  async succeeded(_: JsonObject, jobId: string): Promise<void> {
    const { jobStore, jobFiles } = this.#deps;
    for (const older of await jobStore.dropArtefacts(backupKind, jobId))
      await jobFiles.remove(older, backupFile);
  }

  #seldom(report: JobWork['progress']): (progress: JobProgress) => Promise<void> {
    let last: { readonly stage: string; readonly at: number } | undefined;
    return async (progress) => {
      const at = this.#deps.clock.now().getTime();
      if (last?.stage === progress.stage && at < last.at + reportMs) return;
      last = { stage: progress.stage, at };
      await report(progress);
    };
  }
}
