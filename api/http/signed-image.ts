import { isSigned, sign } from './signature.ts';

const stepMs = 60 * 60 * 1000;

/**
 * `expires=<ms>&signature=…`, good for a picture and its thumbnails for one to two hours; the same for an hour, so that browsers keep
 * what they have.
 */
export function signImage(secret: Uint8Array, sha256: string, now = Date.now()): string {
  const expires = String((Math.floor(now / stepMs) + 2) * stepMs);
  return new URLSearchParams({ expires, signature: sign(secret, signedText(sha256, expires)) }).toString();
}

/** Whether the query of an image's path was signed and is still good. */
export function isSignedImage(
  secret: Uint8Array,
  sha256: string,
  query: URLSearchParams,
  now = Date.now(),
): boolean {
  const expires = query.get('expires') ?? '';
  return isSigned(secret, signedText(sha256, expires), query.get('signature')) && Number(expires) > now;
}

function signedText(sha256: string, expires: string): string {
  return `image\n${sha256}\n${expires}`;
}
