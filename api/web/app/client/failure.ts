/** A request that failed: the server's code, sentence and remedy; or `NETWORK` or `HTTP` where it gave none. */
export class Failure extends Error {
  readonly code: string;
  readonly remedy: string | undefined;
  /** Figures and names of what went wrong, as the server gives them with this code. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    remedy?: string,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'Failure';
    this.code = code;
    this.remedy = remedy;
    this.details = details;
  }
}

/** Whatever was thrown, as a failure. */
export const asFailure = (error: unknown): Failure =>
  error instanceof Failure
    ? error
    : new Failure('UNEXPECTED', error instanceof Error ? error.message : String(error));

/** Whether a newer question replaced this one. */
export const isAbort = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'AbortError';

/** What every error of the server looks like, also outside GraphQL. */
export interface ServerError {
  readonly message: string;
  readonly extensions?: {
    readonly code?: string;
    readonly remedy?: string;
    readonly details?: Readonly<Record<string, unknown>>;
  };
}

export function failureOf(errors: readonly ServerError[] | undefined, otherwise: string): Failure {
  const error = errors?.[0];
  if (error === undefined) return new Failure('HTTP', otherwise);
  const { code = 'HTTP', remedy, details } = error.extensions ?? {};
  return new Failure(code, error.message, remedy, details);
}
