import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  logitsPerImage,
  logitsPerText,
  probabilitiesPerImage,
  similarityMatrix,
} from '../../../core/similarity/similarity-matrix.ts';
import { type GoldenTowers, openGoldenTowers } from '../../support/golden-towers.ts';
import { readFloats, readNpy } from '../../support/npy.ts';
import { hasShared, sharedPath } from '../../support/shared.ts';
import { splitUnitRows } from '../../support/unit-rows.ts';

const flat = (rows: readonly Float64Array[]) => rows.flatMap((row) => [...row]);

/** Largest difference of an unnormalised picture feature: 1e-4, but for ResNets (golden/models-tiny/README.md). */
const imageTolerance = (model: string) => (model === 'rn-a' ? 3e-4 : 1e-4);

const models = [
  { model: 'rn-a', file: 'ckpt_fp32.pt', weights: 'as-stored', expected: 'expected_eval_path' },
  { model: 'rn-a', file: 'ckpt_fp32.pt', weights: 'float16-rounded', expected: 'expected_load_from_name' },
  { model: 'vit-a', file: 'ckpt_fp32.pt', weights: 'as-stored', expected: 'expected_eval_path' },
  { model: 'vit-a', file: 'ckpt_fp32.pt', weights: 'float16-rounded', expected: 'expected_load_from_name' },
  { model: 'vit-full-a', file: 'ckpt_mixed.pt', weights: 'as-stored', expected: 'expected_eval_path' },
  ...[
    'mixed_prefix',
    'mixed_noprefix',
    'mixed_prefix_pooler',
    'mixed_prefix_legacy_format',
    'mixed_prefix_flash',
  ].map(
    (name) =>
      ({
        model: 'formats',
        file: `${name}.pt`,
        weights: 'as-stored',
        expected: 'expected_load_from_name',
      }) as const,
  ),
  {
    model: 'formats',
    file: 'all_half_prefix.pt',
    weights: 'as-stored',
    expected: 'expected_load_from_name_all_half',
  },
] as const;

describe.skipIf(!hasShared).each(models)(
  '$model/$file, weights $weights',
  ({ model, file, weights, expected }) => {
    const folder = sharedPath(`golden/models-tiny/${model}`);
    const golden = (name: string) => readFloats(`${folder}/${expected}/${name}.npy`);
    let towers: GoldenTowers;

    beforeAll(async () => {
      towers = await openGoldenTowers(folder, file, weights);
    });
    afterAll(() => towers?.close());

    it("gives the original's unnormalised features", async () => {
      expect(await towers.images(readNpy(`${folder}/images.npy`))).toBeAllClose(golden('image_features'), {
        atol: imageTolerance(model),
      });
      expect(await towers.texts(readNpy(`${folder}/texts_ctx52.npy`))).toBeAllClose(golden('text_features'), {
        atol: 1e-4,
      });
    });

    it("gives the original's similarity and probabilities", async () => {
      const dimension = readNpy(`${folder}/${expected}/image_features.npy`).shape[1]!;
      const images = splitUnitRows(await towers.images(readNpy(`${folder}/images.npy`)), dimension);
      const texts = splitUnitRows(await towers.texts(readNpy(`${folder}/texts_ctx52.npy`)), dimension);
      expect(images.flatMap((row) => [...row])).toBeAllClose(golden('image_features_norm'), { atol: 1e-5 });
      expect(texts.flatMap((row) => [...row])).toBeAllClose(golden('text_features_norm'), { atol: 1e-5 });
      const matrix = similarityMatrix({
        images,
        texts,
        scoring: { kind: 'softmax', scale: towers.logitScale },
      });
      expect(flat(logitsPerImage(matrix))).toBeAllClose(golden('logits_per_image'), {
        atol: imageTolerance(model),
      });
      expect(flat(logitsPerText(matrix))).toBeAllClose(golden('logits_per_text'), {
        atol: imageTolerance(model),
      });
      expect(flat(probabilitiesPerImage(matrix))).toBeAllClose(golden('probs_per_image'), { atol: 1e-5 });
    });
  },
);

describe.skipIf(!hasShared)('context lengths', () => {
  it.each([
    ['vit-a', 'ckpt_fp32.pt'],
    ['vit-full-a', 'ckpt_mixed.pt'],
  ])('%s: 12 tokens instead of 52', async (model, file) => {
    const folder = sharedPath(`golden/models-tiny/${model}`);
    const towers = await openGoldenTowers(folder, file, 'as-stored');
    const features = await towers.texts(readNpy(`${folder}/texts_ctx12.npy`));
    expect(features).toBeAllClose(readFloats(`${folder}/expected_eval_path/text_features_ctx12.npy`), {
      atol: 1e-4,
    });
    await towers.close();
  });
});
