import { readFile } from 'node:fs/promises';

/** Resident bytes of processes of this machine; one that has ended, or a system without `/proc`, gives none. */
export async function residentBytes(pids: Iterable<number>): Promise<readonly number[]> {
  const found = await Promise.all([...pids].map(ofProcess));
  return found.filter((bytes) => bytes !== undefined);
}

async function ofProcess(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
