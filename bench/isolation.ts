/** @file What a process for each session gives back at unloading, and what it costs per call. `npm run bench -- isolation` */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compiledFile } from '../adapters/files/package-root.ts';
import { OnnxGraphWriter } from '../adapters/onnx/onnx-graph-writer.ts';
import { OnnxSession } from '../adapters/onnx/onnx-session.ts';
import { openDirectly } from './direct-session.ts';
import { percentiles } from './percentiles.ts';
import { perceptronGraph } from './perceptron-graph.ts';
import { picturesOf } from './picture-batch.ts';

const cycles = 10;
const runs = 200;

export async function isolation(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tuwen-bench-'));
  try {
    await measureMemory(await writeModel(folder, 3), await writeModel(folder, 0));
    await measureCalls(await writeModel(folder, 0));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeModel(folder: string, layers: number): Promise<string> {
  const { graph } = await new OnnxGraphWriter().write(perceptronGraph(layers), folder);
  return join(folder, graph.name);
}

async function measureMemory(modelPath: string, smallModelPath: string): Promise<void> {
  for (const kind of ['isolated', 'direct']) {
    const script = compiledFile('bench/unload-cycles.js');
    const args = ['--expose-gc', script, modelPath, smallModelPath, String(cycles), kind];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    console.log(`${kind}, MB before and after each load and unload of 106 MB: ${stdout.trim()}`);
  }
}

async function measureCalls(modelPath: string): Promise<void> {
  const started = performance.now();
  const isolated = await OnnxSession.open({ modelPath, provider: 'cpu', threads: 1 });
  console.log(`isolated, start: ${(performance.now() - started).toFixed(0)} ms`);
  const direct = await openDirectly(modelPath);
  for (const [kind, session] of Object.entries({ isolated, direct })) {
    for (const count of [1, 32]) await measureBatches(`${kind}, ${count} pictures`, session, count);
    await session.close();
  }
}

async function measureBatches(
  title: string,
  session: Pick<OnnxSession, 'run'>,
  count: number,
): Promise<void> {
  const times: number[] = [];
  const gaps: number[] = [];
  for (let i = 0; i < runs; i++) {
    const feeds = picturesOf(count);
    const started = performance.now();
    await session.run(feeds);
    times.push((performance.now() - started) * 1000);
  }
  // Apart from the times: watching takes the core that the other process would run on.
  for (let i = 0; i < runs; i++) {
    const feeds = picturesOf(count);
    const gap = largestGap();
    await session.run(feeds);
    gaps.push(gap() * 1000);
  }
  console.log(`${title}, µs: ${percentiles(times)}; gap of the event loop: ${percentiles(gaps)}`);
}

/** Watches the event loop until called: the longest time in ms between two of its turns. */
function largestGap(): () => number {
  let last = performance.now();
  let largest = 0;
  let watching = true;
  const turn = () => {
    const now = performance.now();
    largest = Math.max(largest, now - last);
    last = now;
    if (watching) setImmediate(turn);
  };
  setImmediate(turn);
  return () => {
    watching = false;
    turn();
    return largest;
  };
}
