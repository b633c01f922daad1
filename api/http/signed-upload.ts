import type { Upload } from '../../core/ports/upload-store.ts';
import { isSigned, sign } from './signature.ts';

/** What a signed path allows: these many bytes, for this id, until then. */
export interface UploadGrant {
  readonly id: string;
  readonly sizeBytes: number;
  readonly expiresAt: Date;
}

/** `/uploads/<id>?size=…&expires=<ms>&signature=…`, with HMAC-SHA256 over all three. */
export function signedUploadPath(secret: Uint8Array, { id, sizeBytes, expiresAt }: Upload): string {
  const expires = expiresAt.getTime();
  const query = new URLSearchParams({
    size: String(sizeBytes),
    expires: String(expires),
    signature: sign(secret, `${id}\n${sizeBytes}\n${expires}`),
  });
  return `/uploads/${encodeURIComponent(id)}?${query}`;
}

/** The grant of a signed path; undefined when anything in it was changed. It may have expired. */
export function readSignedUpload(
  secret: Uint8Array,
  id: string,
  query: URLSearchParams,
): UploadGrant | undefined {
  const size = query.get('size') ?? '';
  const expires = query.get('expires') ?? '';
  if (!isSigned(secret, `${id}\n${size}\n${expires}`, query.get('signature'))) return undefined;
  return { id, sizeBytes: Number(size), expiresAt: new Date(Number(expires)) };
}
