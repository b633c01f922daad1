import { workerData } from 'node:worker_threads';
import { move } from 'piscina';
import { DomainError } from '../../core/errors.ts';
import { squash } from '../../core/imaging/squash.ts';
import { yieldToEventLoop } from '../files/thread-priority.ts';
import { decodeImage } from './decode-image.ts';
import { type PackedError, type PrepareTask, packError } from './prepare-protocol.ts';
import { type RestrictionState, restrictLibvips } from './restrict-libvips.ts';

yieldToEventLoop();
restrictLibvips(workerData as RestrictionState);

/** What a thread of the pool runs, see `PooledImagePreprocessor`: a {@link PrepareReply}, its bytes moved, not copied. */
export async function prepare(task: PrepareTask): Promise<ReturnType<typeof move> | PackedError> {
  try {
    const image = await decodeImage(task.encoded, task.limits);
    const squashed = squash(image, task.geometry.size, task.order);
    // A picture that already had the size shares the decoder's memory, which cannot be moved.
    return move(squashed.buffer === image.data.buffer ? Uint8Array.from(squashed) : squashed);
  } catch (error) {
    if (error instanceof DomainError) return packError(error);
    throw error;
  }
}
