/**
 * @file Process that loads a model of {@link perceptronGraph}, runs batches of several sizes and unloads it, again and again:
 * `node --expose-gc unload-cycles <model> <small model> <cycles> isolated|direct`. Prints MB held before and after each
 * cycle. The small model goes first, so that the start is that of a process whose own code is warm.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { OnnxSession } from '../adapters/onnx/onnx-session.ts';
import { picturesOf } from './picture-batch.ts';
import { residentMegabytes } from './process-tree.ts';

/** Before memory is read: what was freed a moment ago is still being taken down. */
const restMs = 200;

const warmUps = 5;

const [, , largePath = '', smallPath = '', cycles = '10', kind = 'isolated'] = process.argv;

async function open(modelPath: string): Promise<Pick<OnnxSession, 'run' | 'close'>> {
  if (kind === 'isolated') return OnnxSession.open({ modelPath, provider: 'cpu', threads: 2 });
  return (await import('./direct-session.ts')).openDirectly(modelPath);
}

async function memory(): Promise<number> {
  await sleep(restMs);
  globalThis.gc?.();
  return Math.round(residentMegabytes(process.pid));
}

async function cycle(modelPath: string): Promise<number> {
  const session = await open(modelPath);
  for (const count of [1, 3, 16, 2]) await session.run(picturesOf(count));
  await session.close();
  return memory();
}

for (let i = 1; i < warmUps; i++) await cycle(smallPath);
const held = [await cycle(smallPath)];
for (let i = 0; i < Number(cycles); i++) held.push(await cycle(largePath));
console.log(held.join(' '));
