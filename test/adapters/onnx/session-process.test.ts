import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { compiledFile } from '../../../adapters/files/package-root.ts';
import { OnnxGraphWriter } from '../../../adapters/onnx/onnx-graph-writer.ts';
import { OnnxSession } from '../../../adapters/onnx/onnx-session.ts';
import { perceptronGraph } from '../../../bench/perceptron-graph.ts';
import { picturesOf } from '../../../bench/picture-batch.ts';
import { descendants, isRunning } from '../../../bench/process-tree.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Processes are looked at through /proc. */
describe.skipIf(process.platform !== 'linux')('the process of an ONNX session', () => {
  let smallPath: string;
  let largePath: string;

  beforeAll(async () => {
    [smallPath, largePath] = (await Promise.all([0, 1].map(writeModel))) as [string, string];
  });

  it('takes all its memory with it when a model is unloaded', async () => {
    const args = [
      '--expose-gc',
      compiledFile('bench/unload-cycles.js'),
      largePath,
      smallPath,
      '5',
      'isolated',
    ];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const held = stdout.trim().split(' ').map(Number);
    expect(held).toHaveLength(6);
    // The model has 38 MB; the constant is for what the heap of the measuring process grows by.
    expect(held.at(-1)).toBeLessThan(held[0]! * 1.1 + 12);
  }, 120_000);

  it('ends when the process that started it is killed', async () => {
    const parent = sessionScript(smallPath, 'await new Promise(() => setInterval(() => undefined, 1000));');
    await once(parent.stdout!, 'data');
    const [child] = descendants(parent.pid!);
    expect(isRunning(child!)).toBe(true);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    while (isRunning(child!)) await sleep(10);
  });

  it('does not keep an idle process alive', async () => {
    const parent = sessionScript(smallPath, '');
    expect(await once(parent, 'exit')).toEqual([0, null]);
  });

  it('goes on when a terminal or a service manager signals the whole group', async () => {
    const session = await OnnxSession.open({ modelPath: largePath, provider: 'cpu', threads: 1 });
    const run = session.run(picturesOf(8));
    await new Promise(setImmediate);
    const [pid] = descendants(process.pid);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pid!, signal);
    await expect(run).resolves.toMatchObject({ features: { dims: [8, 512] } });
    await session.close();
  });

  it('inherits neither the port nor any other socket', async () => {
    const server = createServer().listen(0);
    await once(server, 'listening');
    const session = await OnnxSession.open({ modelPath: smallPath, provider: 'cpu', threads: 1 });
    const [pid] = descendants(process.pid);
    const own = new Set(
      sockets('self')
        .filter(({ descriptor }) => descriptor > 2)
        .map(({ socket }) => socket),
    );
    const inherited = sockets(String(pid)).filter(
      ({ descriptor, socket }) => descriptor > 2 && own.has(socket),
    );
    expect(own.size).toBeGreaterThan(1);
    expect(inherited).toEqual([]);
    await session.close();
    server.close();
  });
});

async function writeModel(layers: number): Promise<string> {
  const folder = temporaryFolder();
  const { graph } = await new OnnxGraphWriter().write(perceptronGraph(layers), folder);
  return join(folder, graph.name);
}

/** A process that opens a session, runs it once, prints a line, and goes on with `rest`. */
function sessionScript(modelPath: string, rest: string): ChildProcess {
  const source = `
    import { OnnxSession } from ${JSON.stringify(compiledFile('adapters/onnx/onnx-session.js'))};
    import { picturesOf } from ${JSON.stringify(compiledFile('bench/picture-batch.js'))};
    const settings = { modelPath: ${JSON.stringify(modelPath)}, provider: 'cpu', threads: 1 };
    const session = await OnnxSession.open(settings);
    await session.run(picturesOf(1));
    console.log('open');
    ${rest}`;
  return spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function sockets(pid: string): readonly { readonly descriptor: number; readonly socket: string }[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((descriptor) => {
    const target = linkTarget(`${folder}/${descriptor}`);
    return target.startsWith('socket:') ? [{ descriptor: Number(descriptor), socket: target }] : [];
  });
}

/** Empty when it has been closed meanwhile. */
function linkTarget(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
