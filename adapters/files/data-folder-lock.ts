import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../core/errors.ts';

/** Who holds a lock. The start time tells a process from a later one with the same id. */
interface Owner {
  readonly pid: number;
  /** Clock ticks since boot at which the process started; null where the system does not tell. */
  readonly startTicks: string | null;
}

const attempts = 5;

/**
 * Makes this process the only user of a data folder.
 * @returns unlocks the folder
 * @throws DomainError DATABASE_LOCKED while another living process holds it; the lock of a dead one is taken over
 */
export async function lockDataFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'lock.json');
  const draft = join(folder, `lock-${process.pid}-${Date.now()}.json`);
  await writeFile(draft, JSON.stringify({ pid: process.pid, startTicks: await startTicks(process.pid) }));
  try {
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (await linked(draft, path)) return () => rm(path, { force: true });
      const owner = await readOwner(path);
      if (owner !== undefined && (await isAlive(owner))) throw locked(owner);
      await rm(path, { force: true });
    }
    throw locked(undefined);
  } finally {
    await rm(draft, { force: true });
  }
}

/** A link is made whole or not at all, so nobody reads half a lock. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

async function isAlive({ pid, startTicks: recorded }: Owner): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const current = await startTicks(pid);
  return current === null || recorded === null || current === recorded;
}

/** Field 22 of `/proc/<pid>/stat`; the name in field 2 may contain spaces and is skipped. */
async function startTicks(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function locked(owner: Owner | undefined): DomainError {
  const who = owner === undefined ? 'another process' : `process ${owner.pid}`;
  return new DomainError('DATABASE_LOCKED', `The data folder is in use by ${who}.`, {
    remedy: 'Stop it, set TUWEN_HOME to another folder, or set DATABASE_URL to a real Postgres.',
    details: { pid: owner?.pid ?? null },
  });
}
