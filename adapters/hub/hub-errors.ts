import { DomainError } from '../../core/errors.ts';

/** The transfer broke in a way that another attempt may mend. */
export class TransferInterrupted extends Error {
  /** Pause that the hub asked for. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: { readonly cause?: unknown; readonly retryAfterMs?: number } = {}) {
    super(message, { cause: options.cause });
    this.name = 'TransferInterrupted';
    this.retryAfterMs = options.retryAfterMs;
  }
}

export function hubUnavailable(message: string, remedy: string, cause?: unknown): DomainError {
  return new DomainError('HUB_UNAVAILABLE', message, { remedy, cause });
}

export function downloadCorrupt(path: string, what: string): DomainError {
  return new DomainError('DOWNLOAD_CORRUPT', `${path} is not what the hub announced: ${what}.`, {
    remedy: 'Pull again later, from the hub itself if this was a mirror.',
    details: { path },
  });
}

export function downloadUnsafe(message: string, remedy: string): DomainError {
  return new DomainError('DOWNLOAD_UNSAFE', message, { remedy });
}

const fullCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Runs file work; what the system refuses becomes STORAGE_FAILED with the file's name. */
export async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (cause instanceof DomainError || code === undefined) throw cause;
    throw new DomainError('STORAGE_FAILED', `${path} cannot be written: ${code}.`, {
      remedy: fullCodes.has(code)
        ? 'Make room and pull again, it goes on where it stopped; or set TUWEN_HOME to a larger disk.'
        : 'Check the rights of the folder "downloads" in TUWEN_HOME.',
      details: { path, systemCode: code },
      cause,
    });
  }
}
