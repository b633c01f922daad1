/** Every way a request can fail for a reason the caller can act on. Closed: a new code does not compile until the API maps it. */
export type ErrorCode =
  | 'INVALID_INPUT'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'SPACE_MISMATCH'
  | 'IMAGE_UNREADABLE'
  | 'IMAGE_TOO_LARGE'
  | 'UPLOAD_INCOMPLETE'
  | 'CHECKPOINT_UNREADABLE'
  | 'CHECKPOINT_UNSAFE'
  | 'CHECKPOINT_MISMATCH'
  | 'PARITY_TOO_LOW'
  | 'PROMOTION_REFUSED'
  | 'PLUGIN_FAILED'
  | 'MODEL_NOT_FOUND'
  | 'MODEL_DAMAGED'
  | 'PROVIDER_UNAVAILABLE'
  | 'HUB_UNAVAILABLE'
  | 'DOWNLOAD_CORRUPT'
  | 'DOWNLOAD_UNSAFE'
  | 'STORAGE_FAILED'
  | 'BACKUP_UNUSABLE'
  | 'INFERENCE_FAILED'
  | 'OVERLOADED'
  | 'SHUTTING_DOWN'
  | 'CANCELLED'
  | 'JOBS_STUCK'
  | 'DATABASE_UNAVAILABLE'
  | 'DATABASE_LOCKED'
  | 'DATABASE_EXHAUSTED'
  | 'SCHEMA_MISMATCH'
  | 'PORT_IN_USE'
  | 'CONFIG_INVALID'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'IDENTITY_PROVIDER_UNAVAILABLE'
  | 'RATE_LIMITED'
  | 'TOO_COSTLY'
  | 'TIMEOUT'
  | 'URL_REFUSED'
  | 'URL_UNAVAILABLE';

export interface DomainErrorOptions {
  /** What the reader can do about it, one sentence. */
  readonly remedy?: string;
  /** Machine-readable facts: names, sizes, limits. Never secrets or absolute paths. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** A failure with a code, a message that names the thing, and where there is one, a remedy. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string | undefined;
  /** The message without the remedy. */
  readonly problem: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: DomainErrorOptions = {}) {
    super(options.remedy === undefined ? message : `${message} ${options.remedy}`, { cause: options.cause });
    this.name = 'DomainError';
    this.code = code;
    this.problem = message;
    this.remedy = options.remedy;
    this.details = options.details ?? {};
  }
}
