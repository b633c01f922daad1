import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether a request with this `Authorization` header may change things. Without a key the server is in open mode and
 * everyone may. The comparison takes the same time whatever is wrong.
 */
export function mayChange(authorization: string | undefined, adminKey: string | undefined): boolean {
  if (adminKey === undefined) return true;
  const given = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(sha256(given), sha256(adminKey));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
