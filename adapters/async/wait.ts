import { setTimeout as sleep } from 'node:timers/promises';

/** Rejects as soon as the signal is aborted. */
export async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal });
}
