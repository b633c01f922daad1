import { createHmac, timingSafeEqual } from 'node:crypto';

/** HMAC-SHA256 of a text as base64url. */
export function sign(secret: Uint8Array, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}

/** Whether a signature is that of the text; takes the same time whatever is wrong. */
export function isSigned(secret: Uint8Array, text: string, signature: string | null): boolean {
  const [given, expected] = [Buffer.from(signature ?? ''), Buffer.from(sign(secret, text))];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
