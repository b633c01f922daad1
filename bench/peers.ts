/**
 * @file Tuwen against its peers on the same ViT-B/16 and RoBERTa-base (random weights), in turns within one run. Peers that cannot be had
 * are named. `npm run bench -- peers`; TUWEN_BENCH_PYTHON names a Python with torch.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { packageRoot } from '../adapters/files/package-root.ts';
import { Application } from '../api/application.ts';
import { readConfig } from '../api/config.ts';
import type { EmbeddingModel } from '../core/embedding/embedding-model.ts';
import { clipStatistics } from '../core/imaging/clip-statistics.ts';
import { openDirectly } from './direct-session.ts';
import { writeHuggingFaceFolder } from './hugging-face-folder.ts';
import { PeerProcess } from './peer-process.ts';
import { median } from './percentiles.ts';
import { vitB16, writeRandomCheckpoint } from './random-checkpoint.ts';

const rounds = 7;
/** Rounds before: threads of the decoding pool compile their code. */
const warmUp = 3;
/** Before each turn: threads of the one before may spin for a while. */
const restMs = 100;
const paddedLength = 52;
const folder = join(packageRoot, 'bench/peers');

type Tower = 'image' | 'text';

interface Peer {
  readonly name: string;
  /** Milliseconds of one run over a batch. */
  readonly run: (tower: Tower, batch: number) => Promise<number>;
  readonly stop: () => Promise<void> | void;
}

export async function peers(): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'tuwen-bench-'));
  const all: Peer[] = [];
  try {
    const checkpoint = join(home, 'model.safetensors');
    await writeRandomCheckpoint(checkpoint, vitB16);
    all.push(...(await ourselves(home, checkpoint)));
    all.push(...(await originals(home, checkpoint)));
    for (const [tower, batch] of [
      ['image', 1],
      ['image', 8],
      ['image', 32],
      ['text', 1],
      ['text', 8],
      ['text', 32],
    ] as const)
      await compare(all, tower, batch);
  } finally {
    for (const peer of all) await peer.stop();
    await rm(home, { recursive: true, force: true });
  }
}

/** From JPEG or text to vector, through everything but HTTP. */
async function ourselves(home: string, checkpointPath: string): Promise<readonly Peer[]> {
  const open = (precision: string) =>
    new Application(readConfig({ TUWEN_HOME: home, TUWEN_PRECISION: precision, TUWEN_CACHE_MB: '0' }));
  const [float32, int8] = [open('float32'), open('int8')];
  // Random weights say nothing about parity.
  await float32.importModel.run({ name: 'b', checkpointPath, precisions: ['int8'], force: true });
  const peer = async (name: string, application: Application): Promise<Peer> => {
    const model = await application.models.load();
    return {
      name,
      run: async (tower, batch) => timed(async () => embed(model, tower, await inputsOf(tower, batch))),
      stop: () => application.close(),
    };
  };
  return [await peer('Tuwen float32', float32), await peer('Tuwen int8', int8)];
}

async function embed(model: EmbeddingModel, tower: Tower, inputs: readonly string[]): Promise<void> {
  if (tower === 'text') await model.embedTexts(inputs);
  else await model.embedImages(inputs.map((base64) => Buffer.from(base64, 'base64')));
}

/** PyTorch (model only), its export through ONNX Runtime, and transformers.js from end to end. */
async function originals(home: string, checkpoint: string): Promise<readonly Peer[]> {
  const python = pythonWithTorch();
  const torch =
    python === undefined
      ? undefined
      : await PeerProcess.start(python, [join(folder, 'original.py'), checkpoint, home]);
  if (torch === undefined) {
    console.log(
      'skipped: PyTorch, ONNX export of the original and transformers.js, because there is no Python with torch',
    );
    return [];
  }
  const found: Peer[] = [...(await onnxExport(home))];
  if (succeeds(python!, 'import torch; assert torch.backends.mkl.is_available()')) {
    const run: Peer['run'] = (tower, batch) => torch.ask({ tower, batch });
    found.push({ name: 'PyTorch original, model only', run, stop: () => torch.stop() });
  } else {
    // Without a BLAS of its own it is a hundred times slower, which says nothing.
    console.log('skipped: PyTorch, which is there without MKL; it has only written the export');
    torch.stop();
  }
  const js = await transformersJs(home);
  if (js === undefined) console.log('skipped: transformers.js, which could not be installed');
  else found.push(js);
  return found;
}

/** As a script would use it: pictures through sharp, token ids that are there already. */
async function onnxExport(home: string): Promise<readonly Peer[]> {
  const [image, text] = await Promise.all(
    ['image', 'text'].map((tower) => openDirectly(join(home, `${tower}.onnx`))),
  );
  const runImage = (pictures: readonly Float32Array[]) => {
    const data = new Float32Array(pictures.length * 3 * 224 * 224);
    for (const [i, picture] of pictures.entries()) data.set(picture, i * picture.length);
    return image!.run({ image: { type: 'float32', dims: [pictures.length, 3, 224, 224], data } });
  };
  const runText = (batch: number) => {
    const data = new BigInt64Array(batch * paddedLength);
    for (let row = 0; row < batch; row++)
      data.set([2n, 5n, 6n, 7n, 8n, 9n, 10n, 11n, 12n, 3n], row * paddedLength);
    return text!.run({ text: { type: 'int64', dims: [batch, paddedLength], data } } as never);
  };
  const decoded = await normalisedBySharp(await inputsOf('image', 1));
  return [
    {
      name: 'ONNX export of the original, sharp in front',
      run: (tower, batch) =>
        timed(async () => {
          if (tower === 'text') await runText(batch);
          else await runImage(await normalisedBySharp(await inputsOf(tower, batch)));
        }),
      stop: async () => void (await Promise.all([image!.close(), text!.close()])),
    },
    {
      name: 'the same, model only',
      run: (tower, batch) =>
        timed(() =>
          tower === 'text' ? runText(batch) : runImage(new Array<Float32Array>(batch).fill(decoded[0]!)),
        ),
      stop: () => undefined,
    },
  ];
}

/** base64 → (3, 224, 224), resized by libvips as it does it by default, which is not what the original does. */
function normalisedBySharp(pictures: readonly string[]): Promise<readonly Float32Array[]> {
  const { mean, std } = clipStatistics;
  return Promise.all(
    pictures.map(async (base64) => {
      const picture = sharp(Buffer.from(base64, 'base64')).resize(224, 224, { kernel: 'cubic', fit: 'fill' });
      const pixels = await picture.removeAlpha().raw().toBuffer();
      const values = new Float32Array(pixels.length);
      for (let i = 0; i < pixels.length; i++) {
        const channel = i % 3;
        values[channel * 224 * 224 + (i - channel) / 3] = (pixels[i]! / 255 - mean[channel]!) / std[channel]!;
      }
      return values;
    }),
  );
}

async function transformersJs(home: string): Promise<Peer | undefined> {
  if (!existsSync(join(folder, 'node_modules')))
    spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: folder });
  await writeHuggingFaceFolder(home);
  const process_ = await PeerProcess.start(process.execPath, [join(folder, 'transformers.mjs'), home, 'hf']);
  if (process_ === undefined) return undefined;
  return {
    name: 'transformers.js, end to end',
    run: async (tower, batch) => process_.ask({ tower, inputs: await inputsOf(tower, batch) }),
    stop: () => process_.stop(),
  };
}

function pythonWithTorch(): string | undefined {
  const candidates = [process.env['TUWEN_BENCH_PYTHON'], 'python3', '/usr/bin/python3'];
  return candidates
    .filter((python) => python !== undefined)
    .find((python) => succeeds(python, 'import torch, numpy'));
}

function succeeds(python: string, script: string): boolean {
  return spawnSync(python, ['-c', script]).status === 0;
}

/** All in turn, so that other work on the machine hits all alike; the median of each, and how many times slower than we are. */
async function compare(all: readonly Peer[], tower: Tower, batch: number): Promise<void> {
  const taken = all.map((): number[] => []);
  for (let round = 0; round < warmUp + rounds; round++) {
    for (const [i, { run }] of all.entries()) {
      await sleep(restMs);
      const ms = await run(tower, batch);
      if (round >= warmUp) taken[i]!.push(ms / batch);
    }
  }
  const medians = taken.map(median);
  console.log(
    `\n${tower === 'image' ? 'pictures' : 'texts of 10 tokens'}, batch ${batch}: ms each, times ours in float32 and int8`,
  );
  for (const [i, { name }] of all.entries()) {
    const ratio = (ours: number) => `${(medians[i]! / medians[ours]!).toFixed(2)}x`.padStart(8);
    console.log(`  ${name.padEnd(42)}${medians[i]!.toFixed(2).padStart(9)}${ratio(0)}${ratio(1)}`);
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

let picture: Promise<string> | undefined;

function inputsOf(tower: Tower, batch: number): Promise<readonly string[]> {
  if (tower === 'text')
    return Promise.resolve(new Array<string>(batch).fill('一只在草地上奔跑的狗'.slice(0, 8)));
  picture ??= photograph().then((bytes) => bytes.toString('base64'));
  return picture.then((base64) => new Array<string>(batch).fill(base64));
}

/** 640 × 480 with about as much to decode as a photograph has. */
function photograph(): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const create = { width: 640, height: 480, channels: 3, background: '#000', noise } as const;
  return sharp({ create }).blur(1).jpeg({ quality: 85 }).toBuffer();
}
