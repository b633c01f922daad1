import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OnnxGraphWriter } from '../../../adapters/onnx/onnx-graph-writer.ts';
import { OnnxSession } from '../../../adapters/onnx/onnx-session.ts';
import type { Graph, Value } from '../../../core/graph/graph.ts';
import { GraphBuilder } from '../../../core/graph/graph-builder.ts';
import { seededRandom } from '../../../core/numeric/seeded-random.ts';
import type { PixelBatch } from '../../../core/ports/encoder.ts';
import { maxAbsDifference } from '../../support/matchers.ts';
import { readJsonFile } from '../../support/read-json-file.ts';
import { hasShared, sharedPath } from '../../support/shared.ts';
import { openApplication } from '../../support/starter.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const size = 16;

/** Two convolutions, a shortcut and a pool over pictures of 16 × 16, as in a bottleneck. */
function bottleneck(): Graph {
  const random = seededRandom(7);
  const graph = new GraphBuilder('image');
  const values = (count: number, scale: number) => async () =>
    Float32Array.from({ length: count }, () => (random() - 0.5) * scale);
  const convolution = (x: Value, name: string, inner: number, kernel: number, padding: number) =>
    graph.conv2d(
      x,
      graph.weight(
        `${name}.weight`,
        [8, inner, kernel, kernel],
        once(values(8 * inner * kernel * kernel, 0.5)),
      ),
      graph.weight(`${name}.bias`, [8], once(values(8, 0.2))),
      { stride: 1, padding },
    );
  const pixels = graph.input('pixels', 'uint8', ['batch', size, size, 3]);
  const maximum = graph.weight('maximum', [1], async () => Float32Array.of(255));
  const picture = graph.transpose(graph.divide(graph.cast(pixels, 'float32'), maximum), [0, 3, 1, 2]);
  const first = graph.relu(convolution(picture, 'first', 3, 3, 1));
  const second = convolution(first, 'second', 8, 1, 0);
  const pooled = graph.averagePool(graph.relu(graph.add(second, first)), 2);
  graph.output('features', graph.reshape(pooled, ['batch', (8 * size * size) / 4]));
  return graph.build();
}

/** The same numbers whenever they are asked for. */
function once(make: () => Promise<Float32Array>): () => Promise<Float32Array> {
  let made: Promise<Float32Array> | undefined;
  return async () => {
    made ??= make();
    return (await made).slice();
  };
}

function pictures(count: number, seed: number): PixelBatch {
  const random = seededRandom(seed);
  const pixels = Uint8Array.from({ length: count * size * size * 3 }, () => Math.floor(random() * 256));
  return { count, size, pixels };
}

async function openTower(graph: Graph, precision: 'float32' | 'int8') {
  const folder = join(temporaryFolder(), 'model');
  mkdirSync(folder);
  const calibration = async () => pictures(20, 1);
  const written = await new OnnxGraphWriter().write(graph, folder, { precision, calibration });
  expect(readdirSync(folder).sort()).toEqual([written.graph.name, written.weights!.name].sort());
  const session = await OnnxSession.open({
    modelPath: join(folder, written.graph.name),
    provider: 'cpu',
    threads: 1,
  });
  const run = async ({ count, pixels }: PixelBatch) => {
    const { features } = await session.run({
      pixels: { type: 'uint8', dims: [count, size, size, 3], data: pixels.slice() },
    });
    return features!.data as Float32Array;
  };
  return { run, close: () => session.close() };
}

describe('convolutions in int8', () => {
  it('come close to float32 on pictures that did not set their ranges', async () => {
    const graph = bottleneck();
    const [float32, int8] = [await openTower(graph, 'float32'), await openTower(graph, 'int8')];
    const [expected, found] = [await float32.run(pictures(5, 2)), await int8.run(pictures(5, 2))];
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const difference = maxAbsDifference(expected, found);
    expect(difference / largest).toBeLessThan(0.03);
    // An exact copy would mean that nothing was rounded.
    expect(difference / largest).toBeGreaterThan(1e-4);
    await Promise.all([float32.close(), int8.close()]);
  });

  it('do not depend on the batch', async () => {
    const int8 = await openTower(bottleneck(), 'int8');
    const batch = pictures(8, 3);
    const together = await int8.run(batch);
    const each = batch.pixels.length / 8;
    for (let i = 0; i < 8; i++) {
      const alone = await int8.run({ count: 1, size, pixels: batch.pixels.slice(i * each, (i + 1) * each) });
      expect(alone).toEqual(together.slice(i * alone.length, (i + 1) * alone.length));
    }
    await int8.close();
  });
});

describe.skipIf(!hasShared)('a ResNet whose random statistics leave no room for 8 bits (golden/rn-a)', () => {
  const folder = sharedPath('golden/models-tiny/rn-a');
  const words = Array.from({ length: 396 }, (_, i) => String.fromCodePoint(0x4e00 + i));
  const input = () => ({
    name: 'rn',
    checkpointPath: `${folder}/ckpt_fp32.pt`,
    vocabulary: new TextEncoder().encode(['[PAD]', '[UNK]', '[CLS]', '[SEP]', ...words].join('\n')),
    visionConfig: readJsonFile(`${folder}/vision_config.json`),
    textConfig: readJsonFile(`${folder}/text_config.json`),
  });

  it('is refused in int8, and nothing of it is left', async () => {
    const application = await openApplication();
    await expect(application.importModel.run({ ...input(), precisions: ['int8'] })).rejects.toMatchObject({
      code: 'PARITY_TOO_LOW',
      message: expect.stringMatching(/rn in int8 comes to a cosine of 0\.\d+ \(pictures\).*below 0\.99/),
    });
    expect(await application.modelStore.list()).toEqual([]);
    await application.close();
  });

  it('is kept when forced, and its certificate says so', async () => {
    const application = await openApplication();
    const forced = { ...input(), precisions: ['float16', 'int8'], force: true } as const;
    const { float16, int8 } = (await application.importModel.run(forced)).precisions;
    expect(float16?.parity).toMatchObject({ passed: true });
    expect(int8?.parity).toMatchObject({ passed: false, threshold: 0.99 });
    expect(int8!.parity!.text.minimumCosine).toBeGreaterThan(0.99);
    await application.close();
  });
});
