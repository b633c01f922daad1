import type { Request, RequestHandler, Response } from 'express';
import { DomainError } from '../../core/errors.ts';
import type { BlobStore } from '../../core/ports/blob-store.ts';
import { type ThumbnailSize, thumbnailEdges } from '../../core/ports/thumbnails.ts';
import type { Thumbnails } from '../../core/search/thumbnails.ts';
import type { Identify } from './identify.ts';
import { pictureMediaType } from './picture-media-type.ts';
import { requireRole } from './require-role.ts';
import { isSignedImage } from './signed-image.ts';

interface Access {
  readonly identify: Identify;
  readonly secret: Uint8Array;
}

/** `GET /images/:sha256`: a stored picture. Its address is its content, so it may be cached for ever. */
export function imageRoute({
  blobs,
  ...access
}: Access & { readonly blobs: BlobStore }): RequestHandler<{ sha256: string }> {
  return async (request, response) => {
    const { sha256 } = request.params;
    await requireReader(request, sha256, access);
    await sendPicture(request, response, sha256, () => blobs.get(sha256));
  };
}

/** `GET /images/:sha256/:name`: its thumbnail, `small.webp` or `large.webp`; whoever may see the picture may see it. */
export function thumbnailRoute({
  thumbnails,
  ...access
}: Access & { readonly thumbnails: Thumbnails }): RequestHandler<{ sha256: string; name: string }> {
  return async (request, response) => {
    const { sha256, name } = request.params;
    await requireReader(request, sha256, access);
    const size = sizeNamed(name);
    await sendPicture(request, response, `${sha256}-${size}`, () => thumbnails.of(sha256, size));
  };
}

function sizeNamed(name: string): ThumbnailSize {
  const size = name.replace(/\.webp$/, '');
  if (size !== name && Object.hasOwn(thumbnailEdges, size)) return size as ThumbnailSize;
  throw new DomainError('NOT_FOUND', 'There is no thumbnail of this name.', {
    remedy: `Use ${Object.keys(thumbnailEdges)
      .map((known) => `${known}.webp`)
      .join(' or ')}.`,
  });
}

/** A page's `<img>` sends no key: the path that it got by GraphQL is signed instead. */
async function requireReader(
  request: Request<{ sha256: string }>,
  sha256: string,
  { identify, secret }: Access,
): Promise<void> {
  const { searchParams } = new URL(request.originalUrl, 'http://localhost');
  if (!isSignedImage(secret, sha256, searchParams))
    requireRole(await identify(request), 'reader', 'A picture');
  if (!/^[0-9a-f]{64}$/.test(sha256))
    throw new DomainError('NOT_FOUND', 'There is no picture of this address.');
}

async function sendPicture(
  request: Request<{ sha256: string }>,
  response: Response,
  tag: string,
  read: () => Promise<Uint8Array>,
): Promise<void> {
  const bytes = await read();
  const mediaType = pictureMediaType(bytes);
  response.set({
    'content-type': mediaType ?? 'application/octet-stream',
    'content-disposition': mediaType === undefined ? 'attachment' : 'inline',
    'cache-control': 'private, max-age=31536000, immutable',
    'content-security-policy': "default-src 'none'; sandbox",
    etag: `"${tag}"`,
  });
  if (request.headers['if-none-match'] === `"${tag}"`) response.status(304).end();
  else response.end(bytes);
}
