import type { RequestHandler } from 'express';
import type { AsCaller } from '../../core/batching/batch-queue.ts';
import { DomainError } from '../../core/errors.ts';

/** Work for a client that has left is given up where it waits. */
export function onBehalfOfClient(asCaller: AsCaller): RequestHandler {
  return (_request, response, next) => {
    const leaving = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) leaving.abort(new DomainError('CANCELLED', 'The client has left.'));
    });
    asCaller({ priority: 'interactive', signal: leaving.signal }, next);
  };
}
