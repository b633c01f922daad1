import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  cosineRows,
  logitsPerImage,
  logitsPerText,
  probabilitiesPerImage,
  probabilitiesPerText,
  similarityMatrix,
} from '../../../core/similarity/similarity-matrix.ts';
import { readFloats, readNpy } from '../../support/npy.ts';
import { hasShared, sharedPath } from '../../support/shared.ts';

const flat = (rows: readonly Float64Array[]): number[] => rows.flatMap((row) => [...row]);

describe('similarityMatrix', () => {
  const matrix = similarityMatrix({
    images: [Float32Array.of(1, 0), Float32Array.of(0.6, 0.8)],
    texts: [Float32Array.of(1, 0), Float32Array.of(0, 1), Float32Array.of(0.8, 0.6)],
    scoring: { kind: 'softmax', scale: 10 },
  });

  it('has one row of cosines per picture', () => {
    expect(cosineRows(matrix).map((row) => row.length)).toEqual([3, 3]);
    expect(flat(cosineRows(matrix))).toBeAllClose([1, 0, 0.8, 0.6, 0.8, 0.96], { atol: 1e-7 });
  });

  it('multiplies cosines by the logit scale, per picture and per text', () => {
    expect(flat(logitsPerImage(matrix))).toBeAllClose([10, 0, 8, 6, 8, 9.6], { atol: 1e-6 });
    expect(flat(logitsPerText(matrix))).toBeAllClose([10, 6, 0, 8, 8, 9.6], { atol: 1e-6 });
    expect(logitsPerText(matrix).map((row) => row.length)).toEqual([2, 2, 2]);
  });

  it('softmaxes over the texts for each picture', () => {
    const expected = [
      [0.88076186, 0.00003999, 0.11919816],
      [0.0222285, 0.16424764, 0.81352386],
    ].flat();
    expect(flat(probabilitiesPerImage(matrix))).toBeAllClose(expected, { atol: 1e-6 });
  });

  it('softmaxes over the pictures for each text', () => {
    const expected = [0.98201379, 0.01798621, 0.00033535, 0.99966465, 0.16798161, 0.83201839];
    expect(flat(probabilitiesPerText(matrix))).toBeAllClose(expected, { atol: 1e-6 });
  });

  it('gives each pair a probability of its own where the model has a sigmoid', () => {
    const sigmoids = { ...matrix, scoring: { kind: 'sigmoid', scale: 10, bias: -7 } } as const;
    expect(flat(logitsPerImage(sigmoids))).toBeAllClose([3, -7, 1, -1, 1, 2.6], { atol: 1e-6 });
    const [a, b, c, d, e] = [0.95257413, 0.00091105, 0.73105858, 0.26894142, 0.93086158];
    expect(flat(probabilitiesPerImage(sigmoids))).toBeAllClose([a!, b!, c!, d!, c!, e!], { atol: 1e-6 });
    expect(flat(probabilitiesPerText(sigmoids))).toBeAllClose([a!, d!, b!, c!, c!, e!], { atol: 1e-6 });
  });

  it('is empty without pictures, and has empty rows without texts', () => {
    const texts = [Float32Array.of(1, 0)];
    expect(
      probabilitiesPerImage(similarityMatrix({ images: [], texts, scoring: { kind: 'softmax', scale: 10 } })),
    ).toEqual([]);
    const rows = probabilitiesPerImage(
      similarityMatrix({ images: texts, texts: [], scoring: { kind: 'softmax', scale: 10 } }),
    );
    expect(rows.map((row) => row.length)).toEqual([0]);
  });

  it('refuses vectors of different dimensions', () => {
    const images = [Float32Array.of(1)];
    expect(() =>
      similarityMatrix({ images, texts: [Float32Array.of(1, 0)], scoring: { kind: 'softmax', scale: 1 } }),
    ).toThrow(RangeError);
  });
});

describe.skipIf(!hasShared).each(['vit-a', 'vit-full-a', 'rn-a'])(
  "the original's get_similarity, %s",
  (model) => {
    const folder = sharedPath(`golden/models-tiny/${model}`);
    const golden = (name: string): Float32Array => readFloats(`${folder}/expected_eval_path/${name}.npy`);
    const rows = (name: string): Float32Array[] => {
      const { shape, data } = readNpy(`${folder}/expected_eval_path/${name}.npy`);
      const [count, width] = [shape[0] ?? 0, shape[1] ?? 0];
      return Array.from({ length: count }, (_, i) =>
        Float32Array.from(data.slice(i * width, (i + 1) * width), Number),
      );
    };

    it('has the same logits and probabilities from the same unit vectors', () => {
      const record: unknown = JSON.parse(readFileSync(`${folder}/record.json`, 'utf8'));
      const logitScale = (record as { logit_scale_exp: number }).logit_scale_exp;
      const matrix = similarityMatrix({
        images: rows('image_features_norm'),
        texts: rows('text_features_norm'),
        scoring: { kind: 'softmax', scale: logitScale },
      });
      expect(flat(logitsPerImage(matrix))).toBeAllClose(golden('logits_per_image'), { atol: 1e-5 });
      expect(flat(logitsPerText(matrix))).toBeAllClose(golden('logits_per_text'), { atol: 1e-5 });
      expect(flat(probabilitiesPerImage(matrix))).toBeAllClose(golden('probs_per_image'), { atol: 1e-6 });
    });
  },
);
