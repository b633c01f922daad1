import { DomainError } from '../../core/errors.ts';

export function collectionGone(cause?: unknown): DomainError {
  return new DomainError('NOT_FOUND', 'The collection was deleted meanwhile.', { cause });
}
