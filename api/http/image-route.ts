import type { RequestHandler } from 'express';
import { DomainError } from '../../core/errors.ts';
import type { BlobStore } from '../../core/ports/blob-store.ts';
import { pictureMediaType } from './picture-media-type.ts';

/** `GET /images/:sha256`: a stored picture. Its address is its content, so it may be cached for ever. */
export function imageRoute(blobs: BlobStore): RequestHandler<{ sha256: string }> {
  return async (request, response) => {
    const { sha256 } = request.params;
    if (!/^[0-9a-f]{64}$/.test(sha256))
      throw new DomainError('NOT_FOUND', 'There is no picture of this address.');
    const bytes = await blobs.get(sha256);
    const mediaType = pictureMediaType(bytes);
    response.set({
      'content-type': mediaType ?? 'application/octet-stream',
      'content-disposition': mediaType === undefined ? 'attachment' : 'inline',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': "default-src 'none'; sandbox",
      etag: `"${sha256}"`,
    });
    if (request.headers['if-none-match'] === `"${sha256}"`) response.status(304).end();
    else response.end(bytes);
  };
}
