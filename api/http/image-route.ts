import type { RequestHandler } from 'express';
import { DomainError } from '../../core/errors.ts';
import type { BlobStore } from '../../core/ports/blob-store.ts';
import type { Identify } from './identify.ts';
import { pictureMediaType } from './picture-media-type.ts';
import { requireRole } from './require-role.ts';
import { isSignedImage } from './signed-image.ts';

/** `GET /images/:sha256`: a stored picture. Its address is its content, so it may be cached for ever. */
export function imageRoute({
  blobs,
  identify,
  secret,
}: {
  readonly blobs: BlobStore;
  readonly identify: Identify;
  readonly secret: Uint8Array;
}): RequestHandler<{ sha256: string }> {
  return async (request, response) => {
    const { sha256 } = request.params;
    // A page's `<img>` sends no key: the path that it got by GraphQL is signed instead.
    const { searchParams } = new URL(request.originalUrl, 'http://localhost');
    if (!isSignedImage(secret, sha256, searchParams)) {
      requireRole(await identify(request), 'reader', 'A picture');
    }
    if (!/^[0-9a-f]{64}$/.test(sha256))
      throw new DomainError('NOT_FOUND', 'There is no picture of this address.');
    const bytes = await blobs.get(sha256);
    const mediaType = pictureMediaType(bytes);
    response.set({
      'content-type': mediaType ?? 'application/octet-stream',
      'content-disposition': mediaType === undefined ? 'attachment' : 'inline',
      'cache-control': 'private, max-age=31536000, immutable',
      'content-security-policy': "default-src 'none'; sandbox",
      etag: `"${sha256}"`,
    });
    if (request.headers['if-none-match'] === `"${sha256}"`) response.status(304).end();
    else response.end(bytes);
  };
}
