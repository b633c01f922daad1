import type { RequestHandler } from 'express';
import type { AsCaller } from '../../core/batching/batch-queue.ts';
import { DomainError } from '../../core/errors.ts';

/** Work for a client that has left, or that has waited too long, is given up where it waits. */
export function onBehalfOfClient(asCaller: AsCaller, timeoutMs: number): RequestHandler {
  return (_request, response, next) => {
    const leaving = new AbortController();
    const timer = setTimeout(() => leaving.abort(timedOut(timeoutMs)), timeoutMs);
    response.once('close', () => {
      clearTimeout(timer);
      if (!response.writableFinished) leaving.abort(new DomainError('CANCELLED', 'The client has left.'));
    });
    asCaller({ priority: 'interactive', signal: leaving.signal }, next);
  };
}

function timedOut(timeoutMs: number): DomainError {
  return new DomainError('TIMEOUT', `The request took longer than ${timeoutMs / 1000} s.`, {
    remedy: 'Ask for less at once; long work goes into a job.',
    details: { seconds: timeoutMs / 1000 },
  });
}
