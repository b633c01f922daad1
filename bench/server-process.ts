import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { compiledFile } from '../adapters/files/package-root.ts';

export interface ServerProcess {
  readonly url: string;
  readonly home: string;
  readonly pid: number;
  /** From the start of the process to its "ready" line. */
  readonly readyMs: number;
  hasEnded(): boolean;
  stop(options?: { readonly keepHome?: boolean }): Promise<void>;
  /** Ends it as a crash would, and keeps its home. */
  kill(): Promise<void>;
}

/**
 * `tuwen serve` as `npm start` runs it, in a process of its own, with a fresh home unless one is given.
 * @param log gets what it writes to standard error; left out, that goes to ours
 */
export async function startServerProcess(
  givenHome?: string,
  environment: Readonly<Record<string, string>> = {},
  log?: (text: string) => void,
): Promise<ServerProcess> {
  const home = givenHome ?? (await mkdtemp(join(tmpdir(), 'tuwen-bench-')));
  const started = performance.now();
  const child = spawn(process.execPath, ['--max-semi-space-size=32', compiledFile('api/main.js'), 'serve'], {
    env: { ...process.env, ...environment, TUWEN_HOME: home, TUWEN_PORT: '0' },
    stdio: ['ignore', 'pipe', log === undefined ? 'inherit' : 'pipe'],
  });
  child.stderr?.on('data', (chunk) => log?.(String(chunk)));
  const url = await readyUrl(child.stdout!);
  const readyMs = performance.now() - started;
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (hasEnded()) return;
    child.kill(signal);
    await once(child, 'exit');
  };
  const stop: ServerProcess['stop'] = async ({ keepHome = false } = {}) => {
    await end('SIGTERM');
    if (!keepHome) await rm(home, { recursive: true, force: true });
  };
  return { url, home, pid: child.pid!, readyMs, hasEnded, stop, kill: () => end('SIGKILL') };
}

function readyUrl(output: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const look = (chunk: unknown): void => {
      text += String(chunk);
      const url = /ready at (http:[^\s"]+)/.exec(text)?.[1];
      if (url === undefined) return;
      resolve(url);
      // A line comes for every request: to look through all of them again takes longer than what is measured.
      output.off('data', look).resume();
    };
    output.on('data', look);
    output.on('end', () => reject(new Error(`the server ended: ${text}`)));
  });
}
