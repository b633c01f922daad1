import { DomainError } from '../../core/errors.ts';

/**
 * Writes something; what the disk says against it is told as such.
 * @param what begins the sentence: `The picture`
 * @throws DomainError STORAGE_FAILED
 */
export async function storing<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code, syscall } = cause as NodeJS.ErrnoException;
    if (cause instanceof DomainError || code === undefined || syscall === undefined) throw cause;
    throw new DomainError('STORAGE_FAILED', `${what} cannot be stored (${code}).`, {
      remedy: 'Make room on the disk or fix the folder, then try again.',
      cause,
    });
  }
}
