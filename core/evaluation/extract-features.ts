import type { Embedding } from '../embedding/embedding-model.ts';
import { DomainError } from '../errors.ts';
import type { JobWork } from '../jobs/job-handler.ts';
import { batches } from './batches.ts';

/** How far a feature file is. */
export interface ExtractionState {
  /** Texts or pictures taken from the data set, unreadable ones included. */
  readonly read: number;
  /** Size of the file up to there. */
  readonly sizeBytes: number;
  /** Ids of unreadable pictures. */
  readonly skipped: readonly string[];
}

export const nothingExtracted: ExtractionState = { read: 0, sizeBytes: 0, skipped: [] };

export interface Extraction<T> {
  readonly fileName: string;
  /** What is written of a value that was embedded, without the line end. */
  readonly line: (value: T, unit: Float32Array) => string;
  readonly values: AsyncIterable<T>;
  readonly batchSize: number;
  /** Embeddings in input order; an error stands for an unreadable picture. */
  readonly embed: (batch: readonly T[]) => Promise<readonly (Embedding | Error)[]>;
  readonly skipUnreadable: boolean;
  /** Called when a batch is on the disk. */
  readonly save: (state: ExtractionState) => Promise<void>;
}

/**
 * Writes a feature file batch by batch, going on where `from` ended. Source: cn_clip/eval/extract_features.py
 * @throws DomainError IMAGE_UNREADABLE for the first unreadable picture, unless they are skipped
 */
export async function extractFeatures<T extends { readonly id: string }>(
  work: JobWork,
  extraction: Extraction<T>,
  from: ExtractionState,
): Promise<ExtractionState> {
  const { fileName, line, batchSize, embed, skipUnreadable } = extraction;
  let state = from;
  const file = await work.files.append(work.jobId, fileName, from.sizeBytes);
  try {
    for await (const batch of batches(after(extraction.values, from.read), batchSize)) {
      work.signal.throwIfAborted();
      const embeddings = await embed(batch);
      const skipped: string[] = [];
      let text = '';
      for (const [i, value] of batch.entries()) {
        const embedding = embeddings[i]!;
        if (!(embedding instanceof Error)) text += `${line(value, embedding.unit)}\n`;
        else if (skipUnreadable) skipped.push(value.id);
        else throw unreadable(value.id, embedding);
      }
      const sizeBytes = await file.append(text);
      state = { read: state.read + batch.length, sizeBytes, skipped: [...state.skipped, ...skipped] };
      await extraction.save(state);
    }
    return state;
  } finally {
    await file.close();
  }
}

/** What follows the first `count`. */
export async function* after<T>(values: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  let i = 0;
  for await (const value of values) if (i++ >= count) yield value;
}

function unreadable(id: string, cause: Error): DomainError {
  return new DomainError('IMAGE_UNREADABLE', `Picture ${id}: ${cause.message}`, {
    remedy: 'Repair it, or start the job with `unreadable: SKIP`.',
    cause,
    details: { id },
  });
}
