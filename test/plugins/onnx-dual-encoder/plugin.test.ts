import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOnnxFolder } from '../../../adapters/checkpoints/onnx-folder.ts';
import type { Application } from '../../../api/application.ts';
import type { Embedding } from '../../../core/embedding/embedding-model.ts';
import type { JsonObject } from '../../../core/json.ts';
import { readDescription } from '../../../plugins/onnx-dual-encoder/model-description.ts';
import { onnxDualEncoder } from '../../../plugins/onnx-dual-encoder/plugin.ts';
import { makePng } from '../../adapters/images/make-png.ts';
import { floats, makeOnnx } from '../../support/make-onnx.ts';
import { openApplication } from '../../support/starter.ts';
import { tiny, tinyDescription, tinyImageParts, tinyOnnxFolder } from '../../support/tiny-onnx-folder.ts';

const edge = 8;

/** A picture of one colour. */
function plain(colour: readonly number[]): Uint8Array {
  const rows = Buffer.concat(
    Array.from({ length: edge }, () =>
      Buffer.from([0, ...Array.from({ length: edge }, () => colour).flat()]),
    ),
  );
  return makePng({ width: edge, height: edge, depth: 8, colourType: 2, rows });
}

describe('onnx-dual-encoder', () => {
  let application: Application;
  beforeAll(async () => {
    application = await openApplication();
  });
  afterAll(() => application?.close());

  it('serves a pair as its description says', async () => {
    const manifest = await application.importModel.run({ name: 'tiny', checkpointPath: tinyOnnxFolder() });
    expect(manifest).toMatchObject({
      family: 'onnx-dual-encoder',
      published: { family: 'tiny', licence: 'MIT' },
      dimension: 4,
      contextLength: 6,
      vocabularySize: 6,
      image: { size: 8, resize: 'squash', filter: 'pillow-bilinear', order: 'convert-first' },
      scoring: { kind: 'sigmoid', scale: 10, bias: -5 },
      parameters: { total: 44, visual: 12, text: 32 },
    });
    expect(manifest).not.toHaveProperty('fixedShapes');
    const model = await application.models.load('tiny');
    // [CLS] 红 蓝 [SEP] and [CLS] 红 [SEP]: ids, places and padding of one batch.
    const [two, one] = await model.embedTexts(['红蓝', '红']);
    expect(two!.raw).toEqual(Float32Array.of(2 + 4 + 5 + 3, 4, 0 + 1 + 2 + 3, 0));
    expect(one!.raw).toEqual(Float32Array.of(2 + 4 + 3, 3, 0 + 1 + 2, 0));
    const colour = [255, 51, 102];
    const [image] = (await model.embedImages([plain(colour)])) as readonly Embedding[];
    const normalised = colour.map((value, c) => (value / 255 - tiny.mean[c]!) / tiny.std[c]!);
    const expected = [0, 1, 2, 3].map((i) =>
      normalised.reduce((sum, value, c) => sum + value * tiny.colours[c * 4 + i]!, 0),
    );
    expect(image!.raw).toBeAllClose(Float32Array.from(expected), { atol: 1e-5 });
  });

  it('names every field that is wrong and what is expected', async () => {
    const { scoring: _, ...rest } = tinyDescription();
    const description = {
      ...rest,
      dimension: '4',
      image: { ...rest.image, resize: 'crop', mean: [0.5, 0.5], inputs: { pixel_values: 'ids' } },
      tokenizer: { kind: 'bpe', padding: 'longest', pad: 0 },
      colour: 'blue',
    };
    const imported = application.importModel.run({
      name: 'wrong',
      checkpointPath: tinyOnnxFolder(description),
    });
    await expect(imported).rejects.toMatchObject({
      code: 'CHECKPOINT_MISMATCH',
      details: {
        problems: [
          'dimension is "4", expected a whole number from 1 to 65536',
          'image.inputs.pixel_values is "ids", expected "pixels"',
          'image.resize is "crop", expected "squash" or "centre-crop"',
          'image.mean is [0.5,0.5], expected three numbers for red, green and blue',
          'tokenizer.kind is "bpe", expected "wordpiece" or "tokenizer-json"',
          'tokenizer.pad is no field',
          'scoring is missing, expected an object',
          'colour is no field',
        ],
      },
    });
  });

  it.each<[string, (given: ReturnType<typeof tinyDescription>) => object, RegExp]>([
    ['dimension', (given) => ({ ...given, dimension: 5 }), /dimension is 5, but the files give 4/],
    [
      'size',
      (given) => ({ ...given, image: { ...given.image, size: 9 } }),
      /\[\?, 3, 8, 8\], expected \[batch, 3, 9, 9\]/,
    ],
    [
      'file',
      (given) => ({ ...given, text: { ...given.text, file: 'other.onnx' } }),
      /no other\.onnx, there are: image\.onnx, text\.onnx/,
    ],
    [
      'output',
      (given) => ({ ...given, text: { ...given.text, output: 'pooled' } }),
      /text\.onnx has no output pooled.*text_features/,
    ],
    [
      'input without a role',
      (given) => ({ ...given, text: { ...given.text, inputs: { input_ids: 'ids' } } }),
      /depends on the input attention_mask, of which nothing is known/,
    ],
    [
      'two inputs of a role',
      (given) => ({
        ...given,
        text: { ...given.text, inputs: { ...given.text.inputs, attention_mask: 'ids' } },
      }),
      /2 inputs of the role ids, expected one/,
    ],
  ])('checks the description against the files: %s', async (_, change, message) => {
    const checkpointPath = tinyOnnxFolder(change(tinyDescription()));
    await expect(application.importModel.run({ name: 'wrong', checkpointPath })).rejects.toThrow(message);
  });

  it('refuses towers that do not run', async () => {
    const checkpointPath = tinyOnnxFolder();
    const broken = { ...tinyImageParts(), initializers: [floats('colours', [4, 4], Array(16).fill(1))] };
    writeFileSync(join(checkpointPath, 'image.onnx'), makeOnnx(broken));
    const imported = application.importModel.run({ name: 'wrong', checkpointPath });
    await expect(imported).rejects.toMatchObject({
      code: 'CHECKPOINT_MISMATCH',
      message: expect.stringMatching(/do not run.*MatMul/s),
    });
    expect((await application.models.list()).map(({ name }) => name)).toEqual(['tiny']);
  });

  it('says which file is missing', async () => {
    const checkpointPath = tinyOnnxFolder();
    rmSync(join(checkpointPath, 'vocab.txt'));
    const imported = application.importModel.run({ name: 'wrong', checkpointPath });
    await expect(imported).rejects.toThrow(/There is no vocab\.txt/);
  });

  it('leaves folders without a description to others', async () => {
    const folder = tinyOnnxFolder();
    rmSync(join(folder, 'tuwen-model.json'));
    expect(await onnxDualEncoder.recognises((await openOnnxFolder(folder))!)).toBe(false);
  });

  it('has a complete example in its docs', () => {
    const page = readFileSync(
      fileURLToPath(new URL('../../../docs/onnx-models.md', import.meta.url)),
      'utf8',
    );
    const [, example] = /```json\n([\s\S]*?)```/.exec(page)!;
    expect(readDescription(JSON.parse(example!) as JsonObject)).toMatchObject({ dimension: 256 });
  });
});
