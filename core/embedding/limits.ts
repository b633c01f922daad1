import { DomainError } from '../errors.ts';

/** Texts of one request. */
export const maximumTexts = 256;

/** Pictures of one request. */
export const maximumImages = 64;

/** @throws DomainError INVALID_INPUT naming what there is too much of, and the limit. */
export function requireAtMost(what: string, count: number, limit: number): void {
  if (count <= limit) return;
  throw new DomainError('INVALID_INPUT', `There are ${count} ${what}.`, {
    remedy: `Send at most ${limit} at a time.`,
    details: { what, count, limit },
  });
}
