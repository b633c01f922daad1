import type { Clock } from '../ports/clock.ts';
import type { JobStore } from '../ports/job-store.ts';
import type { UploadStore } from '../ports/upload-store.ts';
import { type BulkImportInput, bulkImportKind } from './bulk-import.ts';

/** A job that failed or was cancelled may be retried for so long. */
const retryMs = 24 * 60 * 60 * 1000;
/** An archive is claimed a moment before its job is there. */
const startMs = 60 * 60 * 1000;

/** Deletes uploaded archives that no import needs any more, and tells how many. */
export async function sweepUploads({
  uploads,
  jobStore,
  clock,
}: {
  readonly uploads: UploadStore;
  readonly jobStore: JobStore;
  readonly clock: Clock;
}): Promise<number> {
  const now = clock.now().getTime();
  const claimed = (await uploads.claimed()).filter(({ claimedAt }) => claimedAt.getTime() < now - startMs);
  if (claimed.length === 0) return 0;
  const inputs = await jobStore.inputsInUse(bulkImportKind, new Date(now - retryMs));
  const needed = new Set(
    inputs.map((input) => {
      const { source } = input as unknown as BulkImportInput;
      return source.kind === 'upload' ? source.uploadId : undefined;
    }),
  );
  const unneeded = claimed.filter(({ id }) => !needed.has(id));
  for (const { id } of unneeded) await uploads.release(id);
  return unneeded.length;
}
