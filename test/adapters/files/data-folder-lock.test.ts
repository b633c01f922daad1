import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { lockDataFolder } from '../../../adapters/files/data-folder-lock.ts';
import { compiledFile } from '../../../adapters/files/package-root.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Waits until `at`, tries to lock, and says what came of it; holds the lock until it is killed, however late others try. */
const script = `
  const { lockDataFolder } = await import(${JSON.stringify(compiledFile('adapters/files/data-folder-lock.js'))});
  while (Date.now() < Number(process.argv[2]));
  try {
    await lockDataFolder(process.argv[1]);
    console.log('held');
    setInterval(() => undefined, 1000);
  } catch (error) {
    console.log(error.code);
  }`;

function startToLock(folder: string, at: number): ChildProcessByStdio<null, Readable, null> {
  const given = ['--input-type=module', '-e', script, folder, String(at)];
  return spawn(process.execPath, given, { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function outcomeOf({ stdout }: ChildProcessByStdio<null, Readable, null>): Promise<string> {
  const [chunk] = await once(stdout, 'data');
  return String(chunk).trim();
}

describe('lockDataFolder', () => {
  it('gives the lock of a killed process to exactly one of several that start at once', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'lock.json'), JSON.stringify({ pid: 4_000_000, startTicks: '1' }));
    // Each round ends with the holder killed, so the next one starts from the lock it left behind.
    for (let round = 0; round < 8; round++) {
      const at = Date.now() + 500;
      const processes = [1, 2, 3].map(() => startToLock(folder, at));
      const outcomes = await Promise.all(processes.map(outcomeOf));
      const ends = processes.map((each) => each.exitCode ?? once(each, 'exit'));
      for (const each of processes) each.kill('SIGKILL');
      await Promise.all(ends);
      expect(outcomes.sort()).toEqual(['DATABASE_LOCKED', 'DATABASE_LOCKED', 'held']);
    }
  });

  it('leaves nothing behind, and never removes the lock of another', async () => {
    const folder = temporaryFolder();
    const unlock = await lockDataFolder(folder);
    expect(readdirSync(folder)).toEqual(['lock.json']);
    const other = JSON.stringify({ lockId: 'other', pid: process.pid, startTicks: null });
    writeFileSync(join(folder, 'lock.json'), other);
    await unlock();
    expect(readFileSync(join(folder, 'lock.json'), 'utf8')).toBe(other);
  });

  it('is free again once unlocked', async () => {
    const folder = temporaryFolder();
    await (await lockDataFolder(folder))();
    expect(readdirSync(folder)).toEqual([]);
    await (await lockDataFolder(folder))();
  });
});
