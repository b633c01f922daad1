import { DomainError } from '../../core/errors.ts';
import { MigrationError } from '../../db/migrate.ts';

/** SQLSTATE classes and codes that mean the database is not there: connection, too many of them, shutdown, network. */
const unavailable = /^(08|53300|57P|58|ECONN|ENOTFOUND|EPIPE|ETIMEDOUT|EHOSTUNREACH|EAI_AGAIN)/;
/** A disk that is full, of a real Postgres or of the embedded one. */
const full = /^53100$|^ENOSPC$|No space left on device/;
/** Memory, or a limit that the server was given. */
const exhausted = /^53/;
/** Of memory that processes share Postgres says that there is no space left on its device. */
const sharedMemory = /shared memory segment/;
/** What `pg` says without a code. */
const connectionLost = /Connection terminated|connection error/;
/** What its pool says to those who have waited for a connection too long, whether others have all or none can be made. */
const outwaited = 'timeout exceeded when trying to connect';
const cancelled = '57014';
/** A NUL, as bytes or inside JSON. */
const notText = ['22021', '22P05'];
const refused = /^(28|3D000|42501)/;

/** The same failure as a {@link DomainError} where the caller can act on it; other errors are returned as they are. */
export function toDomainError(error: unknown, target: string): unknown {
  if (error instanceof DomainError) return error;
  if (error instanceof MigrationError) return ofMigration(error, target);
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (sharedMemory.test(message)) return ranOut(message, error);
  if (full.test(code) || full.test(message)) return diskFull(error);
  if (unavailable.test(code) || connectionLost.test(message) || isOutwaited(error)) {
    return databaseUnavailable(`The database ${target} cannot be reached (${code || message}).`, error);
  }
  if (exhausted.test(code)) return ranOut(message, error);
  if (code === cancelled) return tookTooLong(error);
  if (notText.includes(code)) return unstorable(error);
  if (refused.test(code))
    return databaseUnavailable(`The database ${target} refused the connection (${message}).`, error);
  if (/extension "vector" is not available/.test(message)) {
    return databaseUnavailable(`The database ${target} has no pgvector.`, error);
  }
  return error;
}

/** A database that went away, or has no pgvector, is told as such also when a migration noticed it. */
function ofMigration(error: MigrationError, target: string): DomainError {
  const cause = toDomainError(error.cause ?? {}, target);
  if (cause instanceof DomainError) return cause;
  return new DomainError('SCHEMA_MISMATCH', error.message, { remedy: error.remedy, cause: error });
}

/** Whoever cancels on purpose says why; what is left is the database's own limit. */
function tookTooLong(cause: unknown): DomainError {
  return new DomainError('TIMEOUT', 'A statement took longer than the database allows.', {
    remedy: 'Ask for less at once.',
    cause,
  });
}

function diskFull(cause: unknown): DomainError {
  return new DomainError('STORAGE_FAILED', 'The database has no room on its disk.', {
    remedy: 'Make room and try again; nothing was stored.',
    cause,
  });
}

/** Unlike a database that is away, it says so again when asked the same again. */
function ranOut(message: string, cause: unknown): DomainError {
  return new DomainError(
    'DATABASE_EXHAUSTED',
    `The database server has not enough memory for this, or came to a limit of its own (${message}).`,
    {
      remedy:
        'Lower TUWEN_INDEX_MEMORY_MB for an index build, or raise what the server may use (in a container also its shared memory).',
      cause,
    },
  );
}

function unstorable(cause: unknown): DomainError {
  return new DomainError('INVALID_INPUT', 'A text has a character that no database keeps (NUL).', {
    remedy: 'Take it out.',
    cause,
  });
}

export function isOutwaited(error: unknown): boolean {
  return error instanceof Error && error.message === outwaited;
}

/** The database is there, but others have all connections. */
export function allBusy(connections: number, cause: unknown): DomainError {
  return new DomainError('OVERLOADED', `All ${connections} connections of the database are busy.`, {
    remedy:
      'Try again in 10 s. Where it happens often, raise TUWEN_DATABASE_POOL, or look for what holds a lock that they wait for.',
    details: { connections, retryAfterSeconds: 10 },
    cause,
  });
}

/** The server is there no more for those who have a connection, nor for one more. */
export function silent(target: string, connections: number, cause: unknown): DomainError {
  return new DomainError(
    'DATABASE_UNAVAILABLE',
    `The database ${target} does not answer: ${connections} connections wait for it, and a new one gets no word.`,
    { remedy: 'See whether its server hangs, and whether the network to it is whole.', cause },
  );
}

function databaseUnavailable(message: string, cause: unknown): DomainError {
  return new DomainError('DATABASE_UNAVAILABLE', message, {
    remedy:
      'Check DATABASE_URL and that the server runs with the extension vector, or unset it for the embedded database.',
    cause,
  });
}
