import { constants } from 'node:os';
import type { Log } from '../../core/ports/log.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** For pools, processes and the database, after requests and jobs have ended. */
const closingMs = 10_000;

interface Closing {
  readonly log: Log;
  readonly close: () => Promise<void>;
  /** That requests and jobs have to end. */
  readonly seconds: number;
  /** Whether it was to end by itself, and so has not done what it was to do. Default: false. */
  readonly isCommand?: boolean;
}

/**
 * Closes in good order on the first SIGINT or SIGTERM and exits with 0, or as a command with 128 and the signal's number; a second
 * signal ends at once, likewise with 128 and its number. What is not closed ten seconds after requests and jobs had their time is
 * left as a crash would leave it, and the exit code is 1.
 * @returns aborted by the first signal
 */
export function closeOnSignal({ log, close, seconds, isCommand = false }: Closing): AbortSignal {
  const limitMs = seconds * 1000 + closingMs;
  const stopping = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    for (const each of signals) {
      process.off(each, onSignal);
      process.on(each, () => process.exit(exitCodeOf(each)));
    }
    log.info(`${signal}: closing. A second one ends at once.`);
    stopping.abort();
    const timer = setTimeout(() => {
      log.error(`Not everything was closed in ${limitMs / 1000} s.`);
      process.exit(1);
    }, limitMs);
    close().then(
      () => process.exit(isCommand ? exitCodeOf(signal) : 0),
      (error: unknown) => {
        log.error('closing', { error });
        process.exit(1);
      },
    );
    timer.unref();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return stopping.signal;
}

/** As shells give it for a program that a signal has ended. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
