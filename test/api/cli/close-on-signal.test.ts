import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { compiledFile } from '../../../adapters/files/package-root.ts';

/** Runs a process that closes with `close`, sends it signals, each once it has said what it does, and gives its exit code. */
async function codeAfter(
  close: string,
  signals: readonly NodeJS.Signals[],
  options = '',
): Promise<number | null> {
  const script = `
    const { closeOnSignal } = await import(${JSON.stringify(compiledFile('api/cli/close-on-signal.js'))});
    const log = { info: () => console.log('closing'), error: () => undefined };
    closeOnSignal({ log, close: async () => { ${close} }, seconds: 60, ${options} });
    setInterval(() => undefined, 1000);
    console.log('ready');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  for (const signal of signals) {
    await once(child.stdout, 'data');
    child.kill(signal);
  }
  const [code] = (await exited) as [number | null];
  return code;
}

const never = 'await new Promise(() => undefined);';

describe('a signal', () => {
  it.each([
    ['SIGTERM', '', 0],
    ['SIGINT', '', 0],
    ['SIGTERM', 'isCommand: true', 143],
    ['SIGINT', 'isCommand: true', 130],
  ] as const)('%s closes; as %j the exit code is %i', async (signal, options, code) => {
    expect(await codeAfter('', [signal], options)).toBe(code);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('that comes second ends at once, %s with %i, whatever the first was', async (second, code) => {
    expect(await codeAfter(never, ['SIGINT', second])).toBe(code);
    expect(await codeAfter(never, ['SIGTERM', second])).toBe(code);
  });

  it('whose closing fails gives 1', async () => {
    expect(await codeAfter('throw new Error("x");', ['SIGTERM'])).toBe(1);
  });
});
