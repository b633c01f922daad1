/** @file float32 against int8 on a ViT-B/16 with random weights, end to end. `npm run bench -- precisions` */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { Application } from '../api/application.ts';
import { readConfig } from '../api/config.ts';
import type { EmbeddingModel } from '../core/embedding/embedding-model.ts';
import { median } from './percentiles.ts';
import { vitB16, writeRandomCheckpoint } from './random-checkpoint.ts';

const rounds = 9;

export async function precisions(): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'tuwen-bench-'));
  const [reference, candidate] = (['float32', 'int8'] as const).map(
    (precision) => new Application(readConfig({ TUWEN_HOME: home, TUWEN_PRECISION: precision })),
  ) as [Application, Application];
  try {
    const path = join(home, 'model.safetensors');
    await writeRandomCheckpoint(path, vitB16);
    // Random weights say nothing about parity.
    const input = { name: 'b', checkpointPath: path, precisions: ['int8'], force: true } as const;
    await reference.importModel.run(input);
    const models = [await reference.models.load(), await candidate.models.load()] as const;
    for (const measured of await measuredCases()) await compare(measured, models);
  } finally {
    await Promise.all([reference.close(), candidate.close()]);
    await rm(home, { recursive: true, force: true });
  }
}

interface Case {
  readonly name: string;
  readonly count: number;
  readonly run: (model: EmbeddingModel) => Promise<unknown>;
}

async function measuredCases(): Promise<readonly Case[]> {
  const background = { r: 200, g: 120, b: 40 };
  const picture = await sharp({ create: { width: 224, height: 224, channels: 3, background } })
    .png()
    .toBuffer();
  const text = '一只在草地上奔跑的狗'.slice(0, 8);
  const images = (count: number): Case => ({
    name: `pictures, batch ${count}`,
    count,
    run: (model) => model.embedImages(new Array<Buffer>(count).fill(picture)),
  });
  const texts = (count: number): Case => ({
    name: `texts of 10 tokens, batch ${count}`,
    count,
    run: (model) => model.embedTexts(new Array<string>(count).fill(text)),
  });
  return [images(1), images(8), texts(1), texts(32)];
}

/** Both models in turn, so that other work on the machine hits both alike. */
async function compare(
  { name, count, run }: Case,
  models: readonly [EmbeddingModel, EmbeddingModel],
): Promise<void> {
  const taken: [number[], number[]] = [[], []];
  for (let round = 0; round <= rounds; round++) {
    for (const [i, model] of models.entries()) {
      const started = performance.now();
      await run(model);
      // The first round warms up.
      if (round > 0) taken[i]!.push((performance.now() - started) / count);
    }
  }
  const [float32, int8] = taken.map(median) as [number, number];
  const ratio = (float32 / int8).toFixed(2);
  console.log(`${name}: float32 ${float32.toFixed(1)} ms, int8 ${int8.toFixed(1)} ms each, ${ratio}x`);
}
