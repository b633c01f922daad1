import { createHash, randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Who holds a lock. The start time tells a process from a later one with the same id. */
interface Owner {
  /** Tells this lock from every other one. */
  readonly lockId: string;
  readonly pid: number;
  /** Clock ticks since boot at which the process started; null where the system does not tell. */
  readonly startTicks: string | null;
}

const attempts = 50;
const pauseMs = 20;

/** A lock that this process got, or the process that has it; its id is unknown while others fight for it. */
export type FolderLock =
  | { readonly isHeld: true; readonly unlock: () => Promise<void> }
  | { readonly isHeld: false; readonly ownerPid: number | undefined };

/** Makes this process the only user of a folder, unless another living one is. The lock of a dead one is taken over. */
export async function tryLockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, 'lock.json');
  const lockId = randomUUID();
  const draft = join(folder, `lock-${lockId}.json`);
  const text = JSON.stringify({ lockId, pid: process.pid, startTicks: await startTicks(process.pid) });
  await writeFile(draft, text);
  try {
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (await linked(draft, path)) return { isHeld: true, unlock: () => removeIfStill(path, text) };
      const found = await readText(path);
      if (found === undefined) continue;
      const owner = parseOwner(found);
      if (owner !== undefined && (await isAlive(owner))) return { isHeld: false, ownerPid: owner.pid };
      if (!(await removeDead({ folder, path, draft, found }))) await sleep(pauseMs);
    }
    return { isHeld: false, ownerPid: undefined };
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Removes the lock of a dead process; false while another one is at it. Without a guard, of two processes that found it
 * the slower one would remove what the faster one has put in its place. The guard belongs to this one dead lock.
 */
async function removeDead(lock: {
  readonly folder: string;
  readonly path: string;
  readonly draft: string;
  readonly found: string;
}): Promise<boolean> {
  const name = createHash('sha256').update(lock.found).digest('hex').slice(0, 16);
  const guard = join(lock.folder, `lock-dead-${name}.json`);
  if (!(await linked(lock.draft, guard))) return false;
  try {
    await removeIfStill(lock.path, lock.found);
  } finally {
    await rm(guard, { force: true });
  }
  return true;
}

async function removeIfStill(path: string, text: string): Promise<void> {
  if ((await readText(path)) === text) await rm(path, { force: true });
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

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

/** Undefined for what nobody wrote: the machine went down before it was on the disk. */
function parseOwner(text: string): Owner | undefined {
  try {
    return JSON.parse(text) as Owner;
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
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Killed, but its parent has not asked yet how it ended: it uses no file any more.
    return state === 'Z' ? '' : (fields[18] ?? null);
  } catch {
    return null;
  }
}
