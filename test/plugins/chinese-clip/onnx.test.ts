import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OnnxSession } from '../../../adapters/onnx/onnx-session.ts';
import type { Application } from '../../../api/application.ts';
import type { Embedding } from '../../../core/embedding/embedding-model.ts';
import { seededRandom } from '../../../core/numeric/seeded-random.ts';
import { makePng } from '../../adapters/images/make-png.ts';
import { huggingFaceOnnxFolder, originalOnnxFolder, textOf } from '../../support/golden-onnx.ts';
import { readFloats, readNpy } from '../../support/npy.ts';
import { hasShared, sharedPath } from '../../support/shared.ts';
import { openApplication } from '../../support/starter.ts';

const size = 64;
const area = size * size;

function picture(seed: number): { readonly png: Uint8Array; readonly normalised: Float32Array } {
  const random = seededRandom(seed);
  const rgb = Uint8Array.from({ length: area * 3 }, () => random() * 256);
  const rows = Buffer.concat(
    Array.from({ length: size }, (_, y) => [
      Buffer.of(0),
      rgb.subarray(y * size * 3, (y + 1) * size * 3),
    ]).flat(),
  );
  const [mean, std] = [
    [0.48145466, 0.4578275, 0.40821073],
    [0.26862954, 0.26130258, 0.27577711],
  ];
  const normalised = Float32Array.from({ length: area * 3 }, (_, i) => {
    const channel = Math.floor(i / area);
    return (rgb[(i % area) * 3 + channel]! / 255 - mean[channel]!) / std[channel]!;
  });
  return { png: makePng({ width: size, height: size, depth: 8, colourType: 2, rows }), normalised };
}

/** What the original's file says of a normalised picture. */
async function originalFeatures(normalised: readonly Float32Array[]): Promise<readonly Float32Array[]> {
  const modelPath = sharedPath('golden/onnx/vit-a.img.fp32.onnx');
  const session = await OnnxSession.open({ modelPath, provider: 'cpu', threads: 1 });
  const features: Float32Array[] = [];
  for (const data of normalised) {
    const found = await session.run({ image: { type: 'float32', dims: [1, 3, size, size], data } });
    features.push(found['unnorm_image_features']!.data as Float32Array);
  }
  await session.close();
  return features;
}

const unit = (vector: Float32Array) => {
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
};

describe.skipIf(!hasShared)('Chinese-CLIP as ONNX', () => {
  let application: Application;
  let texts: readonly string[];
  let expectedTexts: readonly Float32Array[];
  beforeAll(async () => {
    application = await openApplication();
    const { data } = readNpy(sharedPath('golden/models-tiny/vit-a/texts_ctx52.npy'));
    const rows = Array.from({ length: data.length / 52 }, (_, i) => data.slice(i * 52, (i + 1) * 52));
    // The first row is the empty text, which is not embedded.
    texts = rows.slice(1).map((row) => textOf(row as BigInt64Array));
    const all = readFloats(sharedPath('golden/onnx/expected_unnorm_text_features.npy'));
    expectedTexts = texts.map((_, i) => all.slice((i + 1) * 32, (i + 2) * 32));
  });
  afterAll(() => application?.close());

  it("serves the original's pair with its numbers", async () => {
    const manifest = await application.importModel.run({
      name: 'pair',
      checkpointPath: originalOnnxFolder(),
    });
    expect(manifest).toMatchObject({
      family: 'chinese-clip',
      dimension: 32,
      contextLength: 52,
      vocabularySize: 600,
      image: { size, resize: 'squash', filter: 'pillow-bicubic' },
      scoring: { kind: 'softmax', scale: 100 },
      fixedShapes: { imageBatch: 1, textBatch: 1, textLength: 52 },
    });
    expect(Object.keys(manifest.precisions)).toEqual(['float32']);
    const model = await application.models.load('pair');
    const found = await model.embedTexts(texts);
    for (const [i, { raw }] of found.entries()) expect(raw).toBeAllClose(expectedTexts[i]!, { atol: 1e-4 });
    const pictures = [1, 2, 3].map(picture);
    const expected = await originalFeatures(pictures.map(({ normalised }) => normalised));
    const images = (await model.embedImages(pictures.map(({ png }) => png))) as readonly Embedding[];
    for (const [i, { raw }] of images.entries()) expect(raw).toBeAllClose(expected[i]!, { atol: 1e-4 });
  });

  it("serves Hugging Face's layout with both towers in one file", async () => {
    const manifest = await application.importModel.run({
      name: 'both',
      checkpointPath: huggingFaceOnnxFolder(),
    });
    expect(manifest).toMatchObject({ family: 'chinese-clip', contextLength: 52, vocabularySize: 600 });
    expect(manifest.image).toMatchObject({ size, order: 'convert-first' });
    const parameters = await application.models.load('pair').then((model) => model.manifest.parameters);
    expect(manifest.parameters).toEqual(parameters);
    const model = await application.models.load('both');
    const found = await model.embedTexts(texts);
    for (const [i, each] of found.entries()) {
      expect(each.raw).toBeAllClose(unit(expectedTexts[i]!), { atol: 1e-5 });
    }
    const pictures = [4, 5].map(picture);
    const expected = await originalFeatures(pictures.map(({ normalised }) => normalised));
    const images = (await model.embedImages(pictures.map(({ png }) => png))) as readonly Embedding[];
    for (const [i, { raw }] of images.entries()) expect(raw).toBeAllClose(unit(expected[i]!), { atol: 1e-5 });
  });

  it('says which precision the files have', async () => {
    const folder = huggingFaceOnnxFolder();
    renameSync(join(folder, 'onnx/model.onnx'), join(folder, 'onnx/model_fp16.onnx'));
    const manifest = await application.importModel.run({ name: 'half', checkpointPath: folder });
    expect(Object.keys(manifest.precisions)).toEqual(['float16']);
    expect(manifest.precisions.float16?.files.imageGraph.name).toBe('image.float16.onnx');
  });

  it.each([
    ['one tower is missing', (folder: string) => rmSync(join(folder, 'vit-a.txt.fp32.onnx')), {}, /no known/],
    ['there is no vocabulary', (folder: string) => rmSync(join(folder, 'vocab.txt')), {}, /no vocab\.txt/],
    [
      'the vocabulary is another',
      (folder: string) => writeFileSync(join(folder, 'vocab.txt'), '[PAD]\n[UNK]\n[CLS]\n[SEP]\n'),
      {},
      /vocabulary has 4 entries.*has 600/,
    ],
    ['more tokens are asked for than fit', () => undefined, { contextLength: 53 }, /between 2 and 52/],
    [
      'weights are to be rounded',
      () => undefined,
      { weights: 'float16-rounded' as const },
      /stay as they are/,
    ],
    [
      'another precision is asked for',
      () => undefined,
      { precisions: ['int8' as const] },
      /served as they are/,
    ],
  ])('is refused when %s', async (_, change, options, message) => {
    const checkpointPath = originalOnnxFolder();
    change(checkpointPath);
    const imported = application.importModel.run({ name: 'refused', checkpointPath, ...options });
    await expect(imported).rejects.toThrow(message);
  });
});
