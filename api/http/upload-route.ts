import type { Request, RequestHandler } from 'express';
import { DomainError } from '../../core/errors.ts';
import type { UploadStore } from '../../core/ports/upload-store.ts';
import { limitBodyTime } from './body-time.ts';
import { sendError } from './error-answers.ts';
import { readSignedUpload } from './signed-upload.ts';

/** `PUT /uploads/:id`: the raw bytes of an announced upload, to the path `createUpload` signed. */
export function uploadRoute(uploads: UploadStore, secret: Uint8Array): RequestHandler<{ id: string }> {
  return async (request, response) => {
    const grant = readSignedUpload(secret, request.params.id, queryOf(request));
    if (grant === undefined) {
      sendError(response, 403, 'The signature does not fit. Use `putUrl` as it is.', { code: 'FORBIDDEN' });
      return;
    }
    if (grant.expiresAt.getTime() <= Date.now()) {
      throw new DomainError('NOT_FOUND', 'This upload has expired.', { remedy: 'Call createUpload again.' });
    }
    response.set('connection', 'close'); // What comes after too large a body is never read.
    limitBodyTime(request, response, grant.expiresAt.getTime() - Date.now());
    await uploads.receive(grant.id, request as AsyncIterable<Uint8Array>);
    response.removeHeader('connection');
    response.status(201).json({ id: grant.id, sizeBytes: grant.sizeBytes });
  };
}

function queryOf(request: Request<{ id: string }>): URLSearchParams {
  return new URL(request.originalUrl, 'http://localhost').searchParams;
}
