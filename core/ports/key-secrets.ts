/** Randomness and hashes for API keys. */
export interface KeySecrets {
  /** An id of eight characters of `[a-z2-7]` and a secret of 256 bits as base64url. */
  draw(): { readonly id: string; readonly secret: string };
  /** SHA-256, hexadecimal. A secret of 256 bits needs no slow hash: nobody can try them all. */
  digest(secret: string): string;
  /** Whether a secret has this digest; takes the same time whatever is wrong. */
  matches(secret: string, digest: string): boolean;
}
