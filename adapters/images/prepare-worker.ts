import { workerData } from 'node:worker_threads';
import { move } from 'piscina';
import { DomainError } from '../../core/errors.ts';
import { toSquare } from '../../core/imaging/to-square.ts';
import { yieldToEventLoop } from '../files/thread-priority.ts';
import { decodeImage } from './decode-image.ts';
import { makeThumbnail } from './make-thumbnail.ts';
import { type PackedError, type PrepareTask, packError, type ThumbnailTask } from './prepare-protocol.ts';
import { type RestrictionState, restrictLibvips } from './restrict-libvips.ts';

yieldToEventLoop();
restrictLibvips(workerData as RestrictionState);

type Reply = ReturnType<typeof move> | PackedError;

/** What a thread of the pool runs, see `PooledImagePreprocessor`: a {@link PrepareReply}, its bytes moved, not copied. */
export function prepare(task: PrepareTask): Promise<Reply> {
  return replied(async () => {
    const image = await decodeImage(task.encoded, task.limits, task.leastEdge);
    const square = toSquare(image, task.geometry, task.order);
    // A picture that already had the size shares the decoder's memory, which cannot be moved.
    return square.buffer === image.data.buffer ? Uint8Array.from(square) : square;
  });
}

export function thumbnail({ encoded, longestEdge, limits }: ThumbnailTask): Promise<Reply> {
  return replied(async () => Uint8Array.from(await makeThumbnail(encoded, longestEdge, limits)));
}

async function replied(work: () => Promise<Uint8Array>): Promise<Reply> {
  try {
    return move((await work()) as Uint8Array<ArrayBuffer>);
  } catch (error) {
    if (error instanceof DomainError) return packError(error);
    throw error;
  }
}
