import { describe, expect, it } from 'vitest';
import { openOnnxFolder } from '../../../adapters/checkpoints/onnx-folder.ts';
import type { Tensors } from '../../../adapters/onnx/inference-protocol.ts';
import { OnnxSession } from '../../../adapters/onnx/onnx-session.ts';
import { onnxBackbone } from '../../../core/model/onnx-backbone.ts';
import { seededRandom } from '../../../core/numeric/seeded-random.ts';
import { openGoldenTowers, openGraph } from '../../support/golden-towers.ts';
import { readFloats, readNpy } from '../../support/npy.ts';
import { hasShared, sharedPath } from '../../support/shared.ts';

const size = 64;
const preprocessing = {
  resize: 'squash',
  filter: 'pillow-bicubic',
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
} as const;

async function goldenPair() {
  const checkpoint = (await openOnnxFolder(sharedPath('golden/onnx')))!;
  const source = (tower: 'img' | 'txt') => {
    const fileName = `vit-a.${tower}.fp32.onnx`;
    return { fileName, file: checkpoint.onnx.get(fileName)! };
  };
  return onnxBackbone({
    image: { ...source('img'), output: 'unnorm_image_features', inputs: { image: 'pixels' } },
    text: { ...source('txt'), output: 'unnorm_text_features', inputs: { text: 'ids' } },
    preprocessing,
    padId: 0,
  });
}

/** Features of rows that are run one at a time. */
async function runRows(session: OnnxSession, rows: readonly Tensors[], output: string) {
  const features: number[] = [];
  for (const row of rows) features.push(...((await session.run(row))[output]!.data as Float32Array));
  await session.close();
  return Float32Array.from(features);
}

function normalise(pixels: Uint8Array): Float32Array {
  return Float32Array.from({ length: pixels.length }, (_, i) => {
    const channel = Math.floor(i / (size * size));
    const value = pixels[(i % (size * size)) * 3 + channel]! / 255;
    return (value - preprocessing.mean[channel]!) / preprocessing.std[channel]!;
  });
}

describe.skipIf(!hasShared)("the original's ONNX pair", () => {
  it('is described by its files', async () => {
    const { parameters } = await openGoldenTowers(
      sharedPath('golden/models-tiny/vit-a'),
      'ckpt_fp32.pt',
      'as-stored',
    );
    expect(await goldenPair()).toMatchObject({
      dimension: 32,
      image: { size },
      fixedShapes: { imageBatch: 1, textBatch: 1, textLength: 52 },
      vocabularySize: 600,
      parameters: { visual: parameters.visual, text: parameters.text },
    });
  });

  it('reads texts as the original does', async () => {
    const { data } = readNpy(sharedPath('golden/models-tiny/vit-a/texts_ctx52.npy'));
    const rows = Array.from({ length: data.length / 52 }, (_, i): Tensors => {
      const ids = Int32Array.from(data.slice(i * 52, (i + 1) * 52) as BigInt64Array, Number);
      return { ids: { type: 'int32', dims: [1, 52], data: ids } };
    });
    const features = await runRows(await openGraph((await goldenPair()).textTower), rows, 'features');
    const expected = readFloats(sharedPath('golden/onnx/expected_unnorm_text_features.npy'));
    expect(features).toBeAllClose(expected, { atol: 1e-4 });
  });

  it('sees pictures as the original file does when they are normalised before', async () => {
    const random = seededRandom(3);
    const pictures = Array.from({ length: 3 }, () =>
      Uint8Array.from({ length: size * size * 3 }, () => random() * 256),
    );
    const original = await OnnxSession.open({
      modelPath: sharedPath('golden/onnx/vit-a.img.fp32.onnx'),
      provider: 'cpu',
      threads: 1,
    });
    const floats = pictures.map(
      (picture): Tensors => ({
        image: { type: 'float32', dims: [1, 3, size, size], data: normalise(picture) },
      }),
    );
    const bytes = pictures.map(
      (picture): Tensors => ({
        pixels: { type: 'uint8', dims: [1, size, size, 3], data: picture },
      }),
    );
    const expected = await runRows(original, floats, 'unnorm_image_features');
    const found = await runRows(await openGraph((await goldenPair()).imageTower), bytes, 'features');
    expect(found).toBeAllClose(expected, { atol: 1e-4 });
  });
});
