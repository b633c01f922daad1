import { DomainError } from '../../core/errors.ts';

/** Media types that are decoded. */
const supportedMediaTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/bmp'] as const;

export type MediaType = (typeof supportedMediaTypes)[number];

/**
 * DomainError IMAGE_UNREADABLE.
 * @param reason what is wrong with the picture, as the rest of a sentence: `ends in the middle of its pixels`
 */
export function unreadableImage(reason: string, cause?: unknown): DomainError {
  return new DomainError('IMAGE_UNREADABLE', `The picture ${reason}.`, {
    remedy: 'Send a complete JPEG, PNG, WebP, GIF or BMP file.',
    details: { reason, supportedMediaTypes },
    cause,
  });
}
