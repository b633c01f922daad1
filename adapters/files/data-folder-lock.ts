import { DomainError } from '../../core/errors.ts';
import { tryLockFolder } from './folder-lock.ts';
import { storing } from './storing.ts';

/**
 * Makes this process the only user of a data folder.
 * @returns unlocks the folder
 * @throws DomainError DATABASE_LOCKED while another living process holds it, STORAGE_FAILED
 */
export async function lockDataFolder(folder: string): Promise<() => Promise<void>> {
  const lock = await storing('The data folder', () => tryLockFolder(folder));
  if (lock.isHeld) return lock.unlock;
  const { ownerPid } = lock;
  const who = ownerPid === undefined ? 'another process' : `process ${ownerPid}`;
  throw new DomainError('DATABASE_LOCKED', `The data folder is in use by ${who}.`, {
    remedy: 'Stop it, set TUWEN_HOME to another folder, or set DATABASE_URL to a real Postgres.',
    details: { pid: ownerPid ?? null },
  });
}
