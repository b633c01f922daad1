import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Application } from '../../../api/application.ts';
import type { EmbeddingModel } from '../../../core/embedding/embedding-model.ts';
import {
  logitsPerImage,
  probabilitiesPerImage,
  similarityMatrix,
} from '../../../core/similarity/similarity-matrix.ts';
import { siglipFolder } from '../../support/siglip-folder.ts';
import { openApplication } from '../../support/starter.ts';

const fixtures = new URL('../../fixtures/', import.meta.url);

/** What transformers makes of the checkpoint, see make-fixtures.py. */
interface Expected {
  readonly images: readonly string[];
  readonly imageFeatures: readonly number[][];
  readonly texts: readonly string[];
  readonly textFeatures: readonly number[][];
  readonly logitScale: number;
  readonly logitBias: number;
  readonly logitsPerImage: readonly number[][];
  readonly probabilitiesPerImage: readonly number[][];
  readonly parameters: object;
}

const expected = JSON.parse(readFileSync(new URL('siglip2/expected.json', fixtures), 'utf8')) as Expected;
const pictures = expected.images.map((name) => readFileSync(new URL(`images/${name}`, fixtures)));
let application: Application;
let model: EmbeddingModel;

beforeAll(async () => {
  application = await openApplication();
  await application.importModel.run({ name: 'tiny', checkpointPath: siglipFolder() });
  model = await application.models.load('tiny');
});
afterAll(() => application.close());

it('is what the checkpoint says', () => {
  expect(model.manifest).toMatchObject({
    family: 'siglip2',
    dimension: 24,
    contextLength: 64,
    vocabularySize: 682,
    image: { size: 26, resize: 'squash', filter: 'pillow-bilinear', order: 'convert-first' },
    tokenizer: { kind: 'tokenizer-json', padding: 'context' },
    parameters: expected.parameters,
  });
  const { scale, bias } = model.manifest.scoring as { scale: number; bias: number };
  expect([scale, bias]).toBeAllClose([expected.logitScale, expected.logitBias], { atol: 1e-5 });
});

it('gives the features of transformers', async () => {
  const images = await model.embedImages(pictures);
  for (const [i, image] of images.entries()) {
    if (image instanceof Error) throw image;
    expect(image.raw).toBeAllClose(expected.imageFeatures[i]!, { atol: 1e-4 });
  }
  const texts = await model.embedTexts(expected.texts);
  for (const [i, text] of texts.entries())
    expect(text.raw).toBeAllClose(expected.textFeatures[i]!, { atol: 1e-4 });
});

it('gives the logits and probabilities of transformers', async () => {
  const images = await model.embedImages(pictures);
  const texts = await model.embedTexts(expected.texts);
  const matrix = similarityMatrix({
    images: images.map((image) => (image as { unit: Float32Array }).unit),
    texts: texts.map(({ unit }) => unit),
    scoring: model.manifest.scoring,
  });
  const flat = (rows: readonly ArrayLike<number>[]) => rows.flatMap((row) => Array.from(row));
  expect(flat(logitsPerImage(matrix))).toBeAllClose(flat(expected.logitsPerImage), { atol: 1e-4 });
  expect(flat(probabilitiesPerImage(matrix))).toBeAllClose(flat(expected.probabilitiesPerImage), {
    atol: 1e-5,
  });
});

it.each([
  ['is no JSON', '{', 'CHECKPOINT_UNREADABLE'],
  ['has more tokens than the model has rows', withToken(682), 'CHECKPOINT_MISMATCH'],
])('is not imported with a tokenizer.json that %s', async (_, content, code) => {
  const checkpointPath = siglipFolder();
  writeFileSync(join(checkpointPath, 'tokenizer.json'), content);
  await expect(application.importModel.run({ name: 'other', checkpointPath })).rejects.toMatchObject({
    code,
  });
  expect((await application.models.list()).map(({ name }) => name)).toEqual(['tiny']);
});

/** The tokenizer of the fixtures with one token more. */
function withToken(id: number): string {
  const json = JSON.parse(readFileSync(new URL('tokenizer-json/bpe.json', fixtures), 'utf8')) as {
    added_tokens: object[];
  };
  json.added_tokens.push({ id, content: '<more>', special: true });
  return JSON.stringify(json);
}
