import { DomainError } from '../errors.ts';

/** Texts of one request. */
export const maximumTexts = 256;

/** Pictures of one request. */
export const maximumImages = 64;

/** Characters of one text; models read a few hundred at most. */
const maximumTextLength = 10_000;

/** @throws DomainError INVALID_INPUT naming the text that is too long, and the limit. */
export function requireShort(what: string, texts: readonly string[], limit = maximumTextLength): void {
  const index = texts.findIndex((text) => text.length > limit);
  if (index < 0) return;
  throw new DomainError('INVALID_INPUT', `${what} ${index} has ${texts[index]!.length} characters.`, {
    remedy: `Send at most ${limit.toLocaleString('en')} of each.`,
    details: { index, length: texts[index]!.length, limit },
  });
}

/** @throws DomainError INVALID_INPUT naming what there is too much of, and the limit. */
export function requireAtMost(what: string, count: number, limit: number): void {
  if (count <= limit) return;
  throw new DomainError('INVALID_INPUT', `There are ${count} ${what}.`, {
    remedy: `Send at most ${limit} at a time.`,
    details: { what, count, limit },
  });
}
