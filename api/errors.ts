import type { GraphQLError, GraphQLErrorExtensions, GraphQLFormattedError } from 'graphql';
import type { Identity } from '../core/access/identity.ts';
import { isAtLeast } from '../core/access/role.ts';
import { DomainError, type ErrorCode } from '../core/errors.ts';

/** Status of a plain HTTP answer (uploads, pictures, readiness). GraphQL field errors come with 200, beside the data. */
export const httpStatusByCode: Readonly<Record<ErrorCode, number>> = {
  INVALID_INPUT: 400,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  SPACE_MISMATCH: 409,
  IMAGE_UNREADABLE: 422,
  IMAGE_TOO_LARGE: 413,
  UPLOAD_INCOMPLETE: 409,
  CHECKPOINT_UNREADABLE: 422,
  CHECKPOINT_UNSAFE: 422,
  CHECKPOINT_MISMATCH: 422,
  PARITY_TOO_LOW: 422,
  PROMOTION_REFUSED: 409,
  PLUGIN_FAILED: 500,
  MODEL_NOT_FOUND: 404,
  MODEL_DAMAGED: 503,
  PROVIDER_UNAVAILABLE: 503,
  HUB_UNAVAILABLE: 502,
  DOWNLOAD_CORRUPT: 502,
  DOWNLOAD_UNSAFE: 502,
  STORAGE_FAILED: 507,
  BACKUP_UNUSABLE: 422,
  INFERENCE_FAILED: 500,
  OVERLOADED: 503,
  SHUTTING_DOWN: 503,
  /** Nobody reads this answer; the number is nginx's. */
  CANCELLED: 499,
  JOBS_STUCK: 503,
  DATABASE_UNAVAILABLE: 503,
  DATABASE_LOCKED: 503,
  DATABASE_EXHAUSTED: 503,
  SCHEMA_MISMATCH: 503,
  PORT_IN_USE: 500,
  CONFIG_INVALID: 500,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  IDENTITY_PROVIDER_UNAVAILABLE: 503,
  RATE_LIMITED: 429,
  TOO_COSTLY: 400,
  TIMEOUT: 504,
  URL_REFUSED: 400,
  URL_UNAVAILABLE: 502,
};

const internalCode = 'INTERNAL_SERVER_ERROR';

/** What of a {@link DomainError} goes into `extensions`. */
export function extensionsOf({ code, remedy, details }: DomainError): GraphQLErrorExtensions {
  return {
    code,
    ...(remedy === undefined ? {} : { remedy }),
    ...(Object.keys(details).length === 0 ? {} : { details }),
  };
}

/** True for a bug: neither a {@link DomainError} nor a fault of the request that GraphQL itself found. */
export function isUnexpected(error: unknown): boolean {
  if (!isGraphqlError(error)) return true;
  const { originalError } = error;
  return (
    originalError !== undefined && !(originalError instanceof DomainError) && !isGraphqlError(originalError)
  );
}

/** By its shape: where two copies of graphql are loaded, `instanceof` knows only the errors of one. */
function isGraphqlError(error: unknown): error is GraphQLError {
  return error instanceof Error && 'extensions' in error && 'positions' in error;
}

/** The form in which an error leaves the server. Unexpected ones lose everything but their place and request id. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const cause = isGraphqlError(error) ? error.originalError : undefined;
  if (cause instanceof DomainError) return { ...formatted, extensions: extensionsOf(cause) };
  const { extensions } = formatted;
  if (isUnexpected(error)) {
    const requestId = extensions?.['requestId'];
    return {
      ...formatted,
      message: 'Something went wrong on the server. The log has the details under this request id.',
      extensions: { code: internalCode, ...(requestId === undefined ? {} : { requestId }) },
    };
  }
  const code = extensions?.['code'] === internalCode ? 'BAD_USER_INPUT' : extensions?.['code'];
  return { ...formatted, message: shorten(formatted.message), extensions: { ...extensions, code } };
}

/** graphql-js quotes the whole of a wrong variable, which may be megabytes of a picture. */
function shorten(message: string): string {
  return message.length <= 1000 ? message : `${message.slice(0, 500)} … ${message.slice(-500)}`;
}

/** Code of an error that leaves the server. */
export function codeOf({ extensions }: GraphQLFormattedError): string {
  const code = extensions?.['code'];
  return typeof code === 'string' ? code : 'BAD_USER_INPUT';
}

/** What these say names the database and where it is. */
const ofDatabase: readonly string[] = [
  'DATABASE_UNAVAILABLE',
  'DATABASE_EXHAUSTED',
  'SCHEMA_MISMATCH',
] satisfies ErrorCode[];

/** An error as its caller may see it: strangers are not told the names that they nearly guessed, and only administrators where the database is. */
export function forCaller(
  error: GraphQLFormattedError,
  identity: Identity | undefined,
): GraphQLFormattedError {
  const code = codeOf(error);
  if (ofDatabase.includes(code) && !isAtLeast(identity?.role, 'admin')) {
    const remedy = 'Try again in a moment.';
    return {
      ...error,
      message: `The database cannot be used now. ${remedy}`,
      extensions: { code, remedy },
    };
  }
  if (identity?.kind !== 'anonymous') return error;
  return { ...error, message: error.message.replace(/ ?Did you mean.*$/s, '') };
}

/** Value of `Retry-After` for an answer with errors of which one says when to come again. */
export function retryAfter(
  errors: readonly { readonly extensions?: GraphQLErrorExtensions }[],
): string | undefined {
  for (const { extensions } of errors) {
    const seconds = (extensions?.['details'] as { readonly retryAfterSeconds?: number } | undefined)
      ?.retryAfterSeconds;
    if (seconds !== undefined) return String(seconds);
  }
  return undefined;
}
