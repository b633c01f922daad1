import pino from 'pino';
import { DomainError } from '../../core/errors.ts';
import type { Log, LogFields } from '../../core/ports/log.ts';
import { scrubber } from './scrub.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogOptions {
  /** `json`: one object a line; `text`: for people. */
  readonly form: 'json' | 'text';
  readonly level: LogLevel;
  /** What may stand in no line, whatever it is part of. */
  readonly secrets: readonly string[];
  readonly to: NodeJS.WritableStream;
}

/** Lines through pino; secrets are taken out of each as a whole, so that it does not matter where one came in. */
export async function openLog({ form, level, secrets, to }: LogOptions): Promise<Log> {
  const scrub = scrubber(secrets);
  const options: pino.LoggerOptions = {
    level,
    base: null,
    messageKey: 'message',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { error: describeError },
    hooks: { streamWrite: scrub },
  };
  const logger = pino(options, form === 'json' ? to : await prettyStream(to));
  const at =
    (method: LogLevel) =>
    (message: string, fields: LogFields = {}) =>
      logger[method](fields, message);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

async function prettyStream(to: NodeJS.WritableStream): Promise<pino.DestinationStream> {
  const { default: pretty } = await import('pino-pretty');
  const stream = pretty.prettyFactory({
    messageKey: 'message',
    timestampKey: 'time',
    translateTime: 'SYS:HH:MM:ss.l',
    colorize: 'isTTY' in to && to.isTTY === true,
    singleLine: true,
  });
  return { write: (line) => void to.write(stream(line)) };
}

/** What a database or a client adds to an error may quote data, so only what is ours to know is written. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const code = error instanceof DomainError || 'code' in error ? { code: error.code } : {};
  return { name, ...code, message, stack, ...(cause === undefined ? {} : { cause: describeError(cause) }) };
}
