import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { RequestHandler } from 'express';
import { DomainError } from '../../core/errors.ts';
import { explorerPolicy } from './security-headers.ts';

/** `GET /graphiql`: the gzipped page made by the build. */
export function explorerRoute(graphiqlFile: string): RequestHandler {
  return async (request, response) => {
    const page = await readFile(graphiqlFile).catch((cause: unknown) => {
      throw new DomainError('NOT_FOUND', 'GraphiQL was not built.', {
        remedy: 'Run `npm run build`.',
        cause,
      });
    });
    response.set({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': explorerPolicy,
      'cache-control': 'no-cache',
      vary: 'accept-encoding',
    });
    if (request.acceptsEncodings('gzip') === 'gzip') response.set('content-encoding', 'gzip').end(page);
    else response.end(await promisify(gunzip)(page));
  };
}
