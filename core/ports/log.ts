/** What belongs to a line beside its message; `error` is written with its stack. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where the server says what happens, one event a line. Secrets are taken out by whoever writes. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Says nothing. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
