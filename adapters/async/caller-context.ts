import { AsyncLocalStorage } from 'node:async_hooks';
import type { Caller } from '../../core/batching/batch-queue.ts';

const storage = new AsyncLocalStorage<Caller>();
const anybody: Caller = { priority: 'interactive' };

/** Everything that `work` starts belongs to this caller, however many calls lie between. */
export function asCaller<T>(caller: Caller, work: () => T): T {
  return storage.run(caller, work);
}

/** On whose behalf the present code runs. */
export function currentCaller(): Caller {
  return storage.getStore() ?? anybody;
}
