import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Whether the bundled starter is there: a fresh home is filled from it. */
export const hasStarter = existsSync(join(root, 'starter/starter.pt'));

/** `tuwen serve` in a process of its own, with a home of its own. */
export interface TuwenProcess {
  readonly pid: number;
  /** Address without a slash at the end. */
  readonly url: string;
  readonly home: string;
  /** What it has printed. */
  output(): string;
  /** Stops it and removes its home. */
  stop(): Promise<void>;
  /** Sends a signal and gives the exit code; its home is kept. */
  end(signal: 'SIGTERM' | 'SIGINT'): Promise<number | null>;
  /** Ends it at once, as a crash would, and keeps its home. */
  kill(): Promise<void>;
}

/**
 * Starts the compiled program, in a fresh home unless one is given, and waits for the line with its address.
 * @throws Error with what it printed, when it ends first or says nothing for `timeoutMs`.
 */
export async function startTuwen(
  timeoutMs: number,
  environment: Readonly<Record<string, string>> = {},
  givenHome?: string,
): Promise<TuwenProcess> {
  const home = givenHome ?? (await mkdtemp(join(tmpdir(), 'tuwen-page-')));
  const child = spawn(process.execPath, [join(root, 'dist/api/main.js'), 'serve'], {
    cwd: home,
    env: {
      ...outerEnvironment(),
      ...environment,
      TUWEN_HOME: home,
      TUWEN_PORT: '0',
      TUWEN_HOST: '127.0.0.1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await rm(home, { recursive: true, force: true });
  };
  const end = async (signal: 'SIGTERM' | 'SIGINT'): Promise<number | null> => {
    child.kill(signal);
    const [code] = (await once(child, 'exit')) as [number | null];
    return code;
  };
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const printed = { text: '' };
  try {
    const url = await addressOf(child, timeoutMs, printed);
    return { url, home, pid: child.pid!, output: () => printed.text, stop, end, kill };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Without the developer's own settings, such as an administrator's key or a database. */
function outerEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^TUWEN_|^DATABASE_URL$/.test(name)),
  );
}

function addressOf(child: ChildProcess, timeoutMs: number, printed: { text: string }): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (what: string) => () => {
      clearTimeout(timer);
      reject(new Error(`tuwen serve ${what}. It printed:\n${printed.text}`));
    };
    const timer = setTimeout(fail(`gave no address in ${timeoutMs} ms`), timeoutMs);
    child.once('exit', fail('ended'));
    child.once('error', reject);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        printed.text += text;
        const address = /http:\/\/127\.0\.0\.1:\d+/.exec(printed.text)?.[0];
        if (address === undefined) return;
        clearTimeout(timer);
        resolve(address);
      });
    }
  });
}
