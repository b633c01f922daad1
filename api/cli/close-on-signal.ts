import { constants } from 'node:os';
import type { Log } from '../../core/ports/log.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** For pools, processes and the database, after requests and jobs have ended. */
const closingMs = 10_000;

/**
 * Closes in good order on the first SIGINT or SIGTERM and exits with 0; a second one ends at once, with 128 and its number. What
 * is not closed ten seconds after requests and jobs had their time is left as a crash would leave it, and the exit code is 1.
 */
export function closeOnSignal(log: Log, close: () => Promise<void>, seconds: number): void {
  const limitMs = seconds * 1000 + closingMs;
  const onSignal = (signal: NodeJS.Signals): void => {
    for (const each of signals) {
      process.off(each, onSignal);
      process.on(each, () => process.exit(128 + constants.signals[each]));
    }
    log.info(`${signal}: closing. A second one ends at once.`);
    const timer = setTimeout(() => {
      log.error(`Not everything was closed in ${limitMs / 1000} s.`);
      process.exit(1);
    }, limitMs);
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error('closing', { error });
        process.exit(1);
      },
    );
    timer.unref();
  };
  for (const signal of signals) process.on(signal, onSignal);
}
