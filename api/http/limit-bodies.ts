import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Request, RequestHandler, Response } from 'express';
import { DomainError } from '../../core/errors.ts';
import { extensionsOf, httpStatusByCode } from '../errors.ts';
import { sendError } from './error-answers.ts';

export interface BodyLimits {
  /** Of one body, unpacked, in bytes. */
  readonly each: number;
  /** Of all bodies that are being read or answered, in bytes. */
  readonly together: number;
}

export interface LimitBodies {
  /** Stands before whatever reads the body. */
  readonly guard: RequestHandler;
  /** Is told of each body that was read, unpacked: the `verify` of `express.json`. */
  readonly read: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;
}

/**
 * Limits the memory that bodies take together, from their first byte until their request is answered. What has come counts, not what was
 * announced, so that slow senders take little; a packed body counts as the most that it may become until it has been read.
 */
export function limitBodies(limits: BodyLimits): LimitBodies {
  const bytesByRequest = new WeakMap<IncomingMessage, number>();
  let held = 0;
  const hold = (request: IncomingMessage, bytes: number): void => {
    held += bytes - (bytesByRequest.get(request) ?? 0);
    bytesByRequest.set(request, bytes);
  };
  const guard: RequestHandler = (request, response, next) => {
    const announced = Number(request.headers['content-length'] ?? 0);
    if (held + announced > limits.together) throw tooMuch(held, limits);
    const isPacked = (request.headers['content-encoding'] ?? 'identity') !== 'identity';
    let received = 0;
    request.on('data', ({ length }: Buffer) => {
      received += length;
      if (response.writableEnded || response.destroyed) return;
      hold(request, isPacked ? limits.each : received);
      if (held > limits.together) hangUp(request, response, tooMuch(held, limits));
    });
    response.once('close', () => hold(request, 0));
    next();
  };
  return { guard, read: (request, _response, body) => hold(request, body.length) };
}

function hangUp(request: Request, response: Response, error: DomainError): void {
  response.once('finish', () => request.destroy());
  response.set('connection', 'close');
  sendError(response, httpStatusByCode[error.code], error.message, extensionsOf(error));
}

function tooMuch(held: number, { together }: BodyLimits): DomainError {
  const retryAfterSeconds = 1;
  return new DomainError(
    'OVERLOADED',
    'Too many bytes of other requests are being read or answered already.',
    {
      remedy: `Try again in ${retryAfterSeconds} s; pictures take less as uploads (createUpload).`,
      details: { heldBytes: held, limitBytes: together, retryAfterSeconds },
    },
  );
}
