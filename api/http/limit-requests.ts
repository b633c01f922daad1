import type { RequestHandler } from 'express';
import { DomainError } from '../../core/errors.ts';

/**
 * Lets so many requests run at the same time and refuses the others at once: when more come than can be answered, those that are taken still
 * are, in a time that does not grow. Stands behind whatever reads the body, so that slow senders take no place.
 */
export function limitRequests(atOnce: number): RequestHandler {
  let running = 0;
  return (_request, response, next) => {
    if (running >= atOnce) throw overloaded(atOnce);
    running++;
    response.once('close', () => {
      running--;
    });
    next();
  };
}

function overloaded(atOnce: number): DomainError {
  return new DomainError('OVERLOADED', `${atOnce} requests are being answered already.`, {
    remedy: 'Try again in a second.',
    details: { limit: atOnce, retryAfterSeconds: 1 },
  });
}
