import type { RequestListener } from 'node:http';
import type { RequestHandler } from 'express';
import type { Admission } from '../../core/admission.ts';
import { DomainError } from '../../core/errors.ts';
import type { Telemetry } from '../../core/ports/telemetry.ts';
import { httpStatusByCode } from '../errors.ts';

/** A body that has come with its head; a larger one may still be on its way, and hanging up on it would lose the answer. */
const smallBytes = 2 ** 16;

/** What Express takes to the same place: with a query, in large letters, with more behind it. */
const isGraphql = /^\/graphql(?:[/?#]|$)/i;

/**
 * Answers GraphQL requests for which there is no room before anything is read, looked up or logged, counts them, and hangs up. Refused through
 * all layers, they would take the processor from those that were let in.
 */
export function turnAway(
  admission: Admission,
  telemetry: Telemetry,
  otherwise: RequestListener,
): RequestListener {
  return (request, response) => {
    const seconds = isGraphql.test(request.url ?? '') ? admission.waitFor() : 0;
    if (seconds === 0) return otherwise(request, response);
    const { message, options } = overload(admission.running, seconds);
    const extensions = { code: 'OVERLOADED', ...options };
    const body = JSON.stringify({ errors: [{ message, extensions }] });
    const status = httpStatusByCode.OVERLOADED;
    const isSmall = Number(request.headers['content-length']) <= smallBytes;
    response.writeHead(status, {
      ...(isSmall ? { connection: 'close' } : {}),
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'retry-after': String(seconds),
      'x-content-type-options': 'nosniff',
    });
    response.end(body);
    telemetry.refused('OVERLOADED');
    telemetry.request({
      method: request.method === 'POST' ? 'POST' : 'OTHER',
      route: '/graphql',
      status,
      durationMs: 0,
      receivedBytes: 0,
    });
  };
}

/**
 * Takes a place until the request is answered. Stands behind whatever reads the body, so that slow senders take none. In a rush connections
 * are not kept: Node takes one new connection in each turn of its loop, and those that are kept make the turns so long that new ones wait for
 * seconds, `/healthz` among them.
 */
export function limitRequests(admission: Admission): RequestHandler {
  return (_request, response, next) => {
    const seconds = admission.waitFor();
    if (seconds > 0) {
      const { message, options } = overload(admission.running, seconds);
      throw new DomainError('OVERLOADED', message, options);
    }
    if (admission.isRush) response.set('connection', 'close');
    admission.begin();
    response.once('close', () => admission.end());
    next();
  };
}

function overload(running: number, retryAfterSeconds: number) {
  return {
    message: `${running} requests are being answered already.`,
    options: { remedy: `Try again in ${retryAfterSeconds} s.`, details: { running, retryAfterSeconds } },
  };
}
