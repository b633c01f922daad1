import { setPriority } from 'node:os';

/** Niceness of threads that compute: enough for the event loop to go first when cores are short. */
const computeNiceness = 5;

/**
 * Lets every other thread of the process go before the calling one and the threads it starts. Only Linux has a priority
 * per thread; elsewhere this would slow down the whole process, so nothing is done.
 */
export function yieldToEventLoop(): void {
  if (process.platform === 'linux') setPriority(computeNiceness);
}
