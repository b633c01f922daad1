/** @file Time until a ViT-B/16 (random weights) of a home is loaded and has answered, each time anew. `npm run bench -- ready` */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Application } from '../api/application.ts';
import { readConfig } from '../api/config.ts';
import { median } from './percentiles.ts';
import { vitB16, writeRandomCheckpoint } from './random-checkpoint.ts';

const rounds = 7;

export async function modelReady(): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'tuwen-bench-'));
  try {
    const checkpointPath = join(home, 'model.safetensors');
    await writeRandomCheckpoint(checkpointPath, vitB16);
    const importer = new Application(readConfig({ TUWEN_HOME: home }));
    // Random weights say nothing about parity.
    await importer.importModel.run({ name: 'b', checkpointPath, precisions: ['int8'], force: true });
    await importer.close();
    for (const precision of ['float32', 'int8']) await measure(home, precision);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function measure(home: string, precision: string): Promise<void> {
  const { loadMs } = await open(home, precision, true);
  console.log(`${precision}: first time, files read for their digests: ${loadMs.toFixed(0)} ms`);
  for (const quickStart of [true, false]) {
    const times: Awaited<ReturnType<typeof open>>[] = [];
    for (let i = 0; i < rounds; i++) times.push(await open(home, precision, quickStart));
    const of = (name: 'loadMs' | 'firstTextMs') => median(times.map((each) => each[name])).toFixed(0);
    const how = quickStart ? 'later, while weights are packed' : 'later, weights packed first';
    console.log(`${precision}: ${how}: ${of('loadMs')} ms, first text ${of('firstTextMs')} ms more`);
  }
}

async function open(home: string, precision: string, quickStart: boolean) {
  const config = readConfig({ TUWEN_HOME: home, TUWEN_PRECISION: precision });
  const application = new Application({ ...config, quickStart });
  const started = performance.now();
  const model = await application.models.load();
  const loaded = performance.now();
  await model.embedTexts(['一只猫']);
  const answered = performance.now();
  await application.close();
  return { loadMs: loaded - started, firstTextMs: answered - loaded };
}
