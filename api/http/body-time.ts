import type { Request, RequestHandler, Response } from 'express';
import { sendError } from './error-answers.ts';

/** Limits the time in which the body of a request has to arrive, but for uploads, which have until they expire. */
export function bodyTime(ms: number): RequestHandler {
  return (request, response, next) => {
    if (!request.path.startsWith('/uploads/')) limitBodyTime(request, response, ms);
    next();
  };
}

/** Answers 408 and hangs up when the body of a request has not arrived in time. */
export function limitBodyTime<P>(request: Request<P>, response: Response, ms: number): void {
  const timer = setTimeout(() => {
    if (request.complete) return;
    response.once('finish', () => request.destroy());
    if (response.headersSent) request.destroy();
    else sendError(response.set('connection', 'close'), 408, 'The body took too long.', { code: 'TIMEOUT' });
  }, ms).unref();
  response.once('close', () => clearTimeout(timer));
}
