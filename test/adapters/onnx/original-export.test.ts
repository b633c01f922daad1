import { describe, expect, it } from 'vitest';
import type { TensorData } from '../../../adapters/onnx/inference-protocol.ts';
import { OnnxSession } from '../../../adapters/onnx/onnx-session.ts';
import { openGoldenTowers } from '../../support/golden-towers.ts';
import { readFloats, readNpy } from '../../support/npy.ts';
import { hasShared, sharedPath } from '../../support/shared.ts';

const inputs = sharedPath('golden/models-tiny/vit-a');

/** Features of every row, one at a time: the original's export has a fixed batch of 1. */
async function runRows(
  file: string,
  tensors: readonly Readonly<Record<string, TensorData>>[],
  output: string,
): Promise<Float32Array> {
  const session = await OnnxSession.open({
    modelPath: sharedPath(`golden/onnx/${file}`),
    provider: 'cpu',
    threads: 1,
  });
  const rows: number[] = [];
  for (const feeds of tensors) rows.push(...((await session.run(feeds))[output]!.data as Float32Array));
  await session.close();
  return Float32Array.from(rows);
}

describe.skipIf(!hasShared)("the original's ONNX export", () => {
  const rowsOf = <T extends Float32Array | BigInt64Array>(name: string): T[] => {
    const { shape, data } = readNpy(`${inputs}/${name}.npy`);
    const length = data.length / shape[0]!;
    return Array.from({ length: shape[0]! }, (_, i) => data.slice(i * length, (i + 1) * length) as T);
  };

  it('loads, and its image tower agrees with ours', async () => {
    const size = readNpy(`${inputs}/images.npy`).shape[2]!;
    const feeds = rowsOf<Float32Array>('images').map((data) => ({
      image: { type: 'float32', dims: [1, 3, size, size], data } as const,
    }));
    const original = await runRows('vit-a.img.fp32.onnx', feeds, 'unnorm_image_features');
    expect(original).toBeAllClose(readFloats(sharedPath('golden/onnx/expected_unnorm_image_features.npy')), {
      atol: 1e-4,
    });
    const towers = await openGoldenTowers(inputs, 'ckpt_fp32.pt', 'float16-rounded');
    expect(await towers.images(readNpy(`${inputs}/images.npy`))).toBeAllClose(original, { atol: 1e-4 });
    await towers.close();
  });

  it('loads, and its text tower agrees with ours', async () => {
    const feeds = rowsOf<BigInt64Array>('texts_ctx52').map((data) => ({
      text: { type: 'int64', dims: [1, 52], data } as const,
    }));
    const original = await runRows('vit-a.txt.fp32.onnx', feeds, 'unnorm_text_features');
    expect(original).toBeAllClose(readFloats(sharedPath('golden/onnx/expected_unnorm_text_features.npy')), {
      atol: 1e-4,
    });
    const towers = await openGoldenTowers(inputs, 'ckpt_fp32.pt', 'float16-rounded');
    expect(await towers.texts(readNpy(`${inputs}/texts_ctx52.npy`))).toBeAllClose(original, { atol: 1e-4 });
    await towers.close();
  });
});
