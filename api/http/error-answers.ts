import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { GraphQLErrorExtensions } from 'graphql';
import type { Identity } from '../../core/access/identity.ts';
import { DomainError } from '../../core/errors.ts';
import { extensionsOf, forCaller, httpStatusByCode, retryAfter } from '../errors.ts';
import { trailOf } from './trail.ts';

/** An error in the form GraphQL clients read, whatever route it comes from. */
export function sendError(
  response: Response,
  status: number,
  message: string,
  extensions: GraphQLErrorExtensions,
): void {
  const wait = retryAfter([{ extensions }]);
  if (wait !== undefined) response.set('retry-after', wait);
  trailOf(response).code = extensions.code;
  const identity = response.locals['identity'] as Identity | undefined;
  response.status(status).json({ errors: [forCaller({ message, extensions }, identity)] });
}

/** Answers what no route took. */
export const answerNotFound: RequestHandler = (request, response) => {
  sendError(response, 404, `There is nothing at ${request.method} ${request.path}.`, { code: 'NOT_FOUND' });
};

/** Answers whatever a route threw; bugs are logged and masked. */
export function answerErrors(log: (message: string, error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof DomainError) {
      if (error.code === 'UNAUTHENTICATED') response.set('www-authenticate', 'Bearer');
      return sendError(response, httpStatusByCode[error.code], error.message, extensionsOf(error));
    }
    const fault = faultOfRequest(error);
    if (fault !== undefined) return sendError(response, fault.status, fault.message, { code: fault.code });
    const { requestId } = trailOf(response);
    log(`request ${requestId}`, error);
    sendError(
      response,
      500,
      'Something went wrong on the server. The log has the details under this request id.',
      {
        code: 'INTERNAL_SERVER_ERROR',
        requestId,
      },
    );
  };
}

/** What express and its body parser found wrong with a request; they mark it with a status below 500. */
function faultOfRequest(error: unknown): { status: number; code: string; message: string } | undefined {
  if (!(error instanceof Error && 'status' in error && typeof error.status === 'number')) return undefined;
  const { status } = error;
  if (status === 413)
    return {
      status,
      code: 'PAYLOAD_TOO_LARGE',
      message: 'The request body is over 12 MB. Use createUpload.',
    };
  if (status === 415)
    return { status, code: 'BAD_REQUEST', message: 'This encoding of the request body is not supported.' };
  return status >= 400 && status < 500
    ? { status, code: 'BAD_REQUEST', message: 'The request cannot be read: is the body well-formed JSON?' }
    : undefined;
}
