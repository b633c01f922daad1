import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { RequestHandler, Response } from 'express';
import { DomainError } from '../../core/errors.ts';
import type { Jobs, OwnedArtefact } from '../../core/jobs/jobs.ts';
import type { JobFiles } from '../../core/ports/job-files.ts';
import { sendError } from './error-answers.ts';
import { readSignedArtefact } from './signed-artefact.ts';

/** `GET /artefacts/:jobId/:name`: a file of a job, streamed; parts of it with Range, whole and gzipped otherwise. */
export function artefactRoute(options: {
  readonly jobs: Jobs;
  readonly jobFiles: JobFiles;
  readonly secret: Uint8Array;
}): RequestHandler<{ jobId: string; name: string }> {
  return async (request, response) => {
    const { searchParams } = new URL(request.originalUrl, 'http://localhost');
    const expiresAt = readSignedArtefact(options.secret, request.params, searchParams);
    if (expiresAt === undefined) {
      sendError(response, 403, 'The signature does not fit. Use `url` as it is.', { code: 'FORBIDDEN' });
      return;
    }
    const { jobId, name } = request.params;
    const job = await options.jobs.find(jobId);
    const artefacts = job === undefined ? [] : await options.jobs.artefacts(job);
    const artefact = artefacts.find((each) => each.name === name);
    if (expiresAt.getTime() <= Date.now() || artefact === undefined) throw goneAway();
    const path = options.jobFiles.pathOf(jobId, name);
    response.set({
      'content-type': artefact.mediaType,
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'private, no-transform',
      'content-security-policy': "default-src 'none'; sandbox",
      vary: 'accept-encoding',
    });
    const isZipped =
      artefact.mediaType !== 'application/zip' &&
      request.headers.range === undefined &&
      request.acceptsEncodings('gzip', 'identity') === 'gzip';
    if (isZipped && request.method === 'GET')
      await sendZipped(response, artefact, path, request.headers['if-none-match']);
    else await sendPlain(response, artefact, path);
  };
}

async function sendZipped(
  response: Response,
  { sha256, sizeBytes }: OwnedArtefact,
  path: string,
  known: string | undefined,
): Promise<void> {
  const etag = `"${sha256}-gzip"`;
  response.set({ 'content-encoding': 'gzip', etag });
  if (known === etag) {
    response.status(304).end();
    return;
  }
  // Someone who goes away in the middle is no error.
  await pipeline(createReadStream(path, partOf(sizeBytes)), createGzip(), response).catch(
    (error: unknown) => {
      if (!response.headersSent) throw missing(error);
      response.destroy();
    },
  );
}

function sendPlain(response: Response, { sha256, sizeBytes }: OwnedArtefact, path: string): Promise<void> {
  response.set('etag', `"${sha256}"`);
  const options = {
    dotfiles: 'allow',
    cacheControl: false,
    lastModified: false,
    ...partOf(sizeBytes),
  } as const;
  return new Promise((resolve, reject) => {
    response.sendFile(path, options, (error) => {
      if (error === undefined || response.headersSent) resolve();
      else reject((error as NodeJS.ErrnoException).code === 'ENOENT' ? missing(error) : error);
    });
  });
}

/** What a job has added since is not what was digested. */
function partOf(sizeBytes: number): { readonly start: number; readonly end: number } {
  return { start: 0, end: Math.max(0, sizeBytes - 1) };
}

function goneAway(): DomainError {
  return new DomainError('NOT_FOUND', 'This link has expired.', { remedy: 'Ask for the job again.' });
}

function missing(cause: unknown): DomainError {
  return new DomainError('NOT_FOUND', 'The file of this job is no longer there.', {
    remedy: 'Run the job again.',
    cause,
  });
}
