import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Upload } from '../../core/ports/upload-store.ts';

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
    signature: sign(secret, `${id}\n${sizeBytes}\n${expires}`).toString('base64url'),
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
  const signature = Buffer.from(query.get('signature') ?? '', 'base64url');
  const expected = sign(secret, `${id}\n${size}\n${expires}`);
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return undefined;
  return { id, sizeBytes: Number(size), expiresAt: new Date(Number(expires)) };
}

function sign(secret: Uint8Array, text: string): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}
