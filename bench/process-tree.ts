import { readdirSync, readFileSync } from 'node:fs';

/** Processes that come from one, itself left out, those that have ended and are not yet collected too. Linux only. */
export function descendants(pid: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const { state, parent } = statusOf(Number(name)) ?? {};
    if (state === undefined || parent === undefined || state === 'Z') continue;
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const below = (parent: number): readonly number[] =>
    (children.get(parent) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(pid);
}

export function isRunning(pid: number): boolean {
  const status = statusOf(pid);
  return status !== undefined && status.state !== 'Z';
}

/** Memory that a process and its descendants hold, in MB; pages that several of them map count for each. */
export function residentMegabytes(pid: number): number {
  const pids = [pid, ...descendants(pid)];
  return pids.reduce((sum, each) => sum + (statusOf(each)?.residentKib ?? 0), 0) / 1024;
}

/** Nothing when there is no such process. */
function statusOf(
  pid: number,
): { readonly state: string; readonly parent: number; readonly residentKib: number } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(status)?.[1] ?? '';
    return { state: field('State'), parent: Number(field('PPid')), residentKib: Number(field('VmRSS')) };
  } catch {
    return undefined;
  }
}
