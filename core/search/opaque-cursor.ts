const alphabet = /^[A-Za-z0-9_-]{1,1024}$/;

/** ASCII text as base64url, so that nobody builds on what is inside. */
export function encodeOpaque(text: string): string {
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Undefined when it is not base64url. */
export function decodeOpaque(encoded: string): string | undefined {
  if (!alphabet.test(encoded)) return undefined;
  try {
    return atob(encoded.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return undefined;
  }
}
