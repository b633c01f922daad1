import { workerData } from 'node:worker_threads';
import { move } from 'piscina';
import { DomainError } from '../../core/errors.ts';
import { toSquare } from '../../core/imaging/to-square.ts';
import { yieldToEventLoop } from '../files/thread-priority.ts';
import { decodeImage } from './decode-image.ts';
import { type PackedError, type PrepareTask, packError } from './prepare-protocol.ts';
import { type RestrictionState, restrictLibvips } from './restrict-libvips.ts';

yieldToEventLoop();
restrictLibvips(workerData as RestrictionState);

/** What a thread of the pool runs, see `PooledImagePreprocessor`: a {@link PrepareReply}, its bytes moved, not copied. */
export async function prepare(task: PrepareTask): Promise<ReturnType<typeof move> | PackedError> {
  try {
    const image = await decodeImage(task.encoded, task.limits, task.leastEdge);
    const square = toSquare(image, task.geometry, task.order);
    // A picture that already had the size shares the decoder's memory, which cannot be moved.
    return move(square.buffer === image.data.buffer ? Uint8Array.from(square) : square);
  } catch (error) {
    if (error instanceof DomainError) return packError(error);
    throw error;
  }
}
