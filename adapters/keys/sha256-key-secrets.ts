import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeySecrets } from '../../core/ports/key-secrets.ts';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** Secrets of the system's generator, hashed with SHA-256. */
export class Sha256KeySecrets implements KeySecrets {
  draw(): { readonly id: string; readonly secret: string } {
    // 32 letters divide 256: every letter is as likely as every other.
    const id = Array.from(randomBytes(8), (byte) => alphabet[byte % alphabet.length]).join('');
    return { id, secret: randomBytes(32).toString('base64url') };
  }

  digest(secret: string): string {
    return createHash('sha256').update(secret).digest('hex');
  }

  matches(secret: string, digest: string): boolean {
    return timingSafeEqual(Buffer.from(this.digest(secret)), Buffer.from(digest));
  }
}
