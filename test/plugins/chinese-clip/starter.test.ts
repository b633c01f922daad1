import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Application } from '../../../api/application.ts';
import type { Embedding, EmbeddingModel } from '../../../core/embedding/embedding-model.ts';
import { dot } from '../../../core/numeric/vectors.ts';
import { evaluationText } from '../../../core/tokenization/evaluation-text.ts';
import { maxAbsDifference } from '../../support/matchers.ts';
import { openApplication, openStarter, starterImport, starterPath } from '../../support/starter.ts';

describe('the bundled starter', () => {
  let application: Application;
  let model: EmbeddingModel;
  let pictures: Uint8Array[];
  let captions: string[];

  beforeAll(async () => {
    ({ application, model } = await openStarter());
    pictures = [];
    captions = [];
    for await (const { bytes } of application.datasets.images(starterPath('emoji-cn/valid_imgs.tsv')))
      pictures.push(bytes);
    for await (const { text } of application.datasets.texts(starterPath('emoji-cn/valid_texts.jsonl')))
      captions.push(text);
  });
  afterAll(() => application?.close());

  it('has the parameters of its description', () => {
    const { total, visual, text } = model.manifest.parameters;
    expect(total).toBe(visual + text + 1);
    expect(total / 1e6).toBeCloseTo(2.35, 2);
  });

  it("retrieves as well as with the original's code, within 0.5", async () => {
    const images = unit(await model.embedImages(pictures));
    const texts = unit(await model.embedTexts(captions.map(evaluationText)));
    expect([images.length, texts.length]).toEqual([1920, 1920]);
    const textToImage = recalls(texts, images);
    const imageToText = recalls(images, texts);
    for (const [i, expected] of [20.6, 47.1, 61.0].entries())
      expect(Math.abs(textToImage[i]! - expected)).toBeLessThanOrEqual(0.5);
    for (const [i, expected] of [17.4, 42.7, 55.3].entries())
      expect(Math.abs(imageToText[i]! - expected)).toBeLessThanOrEqual(0.5);
  });

  it.each([1, 2, 7, 32, 64])('gives a text the same vector in a batch of %i', async (size) => {
    const texts = Array.from({ length: 64 }, (_, i) =>
      captions[i * 7]!.repeat(1 + (i % 5)).slice(0, 1 + ((i * 5) % 40)),
    );
    const alone = await eachAlone(texts, async (text) => (await model.embedTexts([text]))[0]!);
    const batched = await inBatches(texts, size, (batch) => model.embedTexts(batch));
    expect(worst(alone, batched)).toBeLessThanOrEqual(1e-5);
  });

  it.each([1, 2, 7, 32, 64])('gives a picture the same vector in a batch of %i', async (size) => {
    const some = pictures.filter((_, i) => i % 30 === 0);
    const alone = await eachAlone(
      some,
      async (picture) => (await model.embedImages([picture]))[0]! as Embedding,
    );
    const batched = await inBatches(
      some,
      size,
      async (batch) => (await model.embedImages(batch)) as Embedding[],
    );
    expect(worst(alone, batched)).toBeLessThanOrEqual(1e-5);
  });
});

function unit(embeddings: readonly (Embedding | Error)[]): readonly Float32Array[] {
  return embeddings.map((embedding) => {
    if (embedding instanceof Error) throw embedding;
    return embedding.unit;
  });
}

/** R@1, R@5, R@10 in percent, where the match of query i is candidate i. */
function recalls(queries: readonly Float32Array[], candidates: readonly Float32Array[]): readonly number[] {
  const ranks = queries.map((query, i) => {
    const own = dot(query, candidates[i]!);
    return candidates.filter((candidate, j) => j !== i && dot(query, candidate) > own).length;
  });
  return [1, 5, 10].map((k) => (100 * ranks.filter((rank) => rank < k).length) / ranks.length);
}

async function eachAlone<T>(
  values: readonly T[],
  embed: (value: T) => Promise<Embedding>,
): Promise<readonly Embedding[]> {
  const result: Embedding[] = [];
  for (const value of values) result.push(await embed(value));
  return result;
}

async function inBatches<T>(
  values: readonly T[],
  size: number,
  embed: (batch: readonly T[]) => Promise<readonly Embedding[]>,
): Promise<readonly Embedding[]> {
  const result: Embedding[] = [];
  for (let i = 0; i < values.length; i += size) result.push(...(await embed(values.slice(i, i + size))));
  return result;
}

/** Largest difference of unnormalised features. */
function worst(a: readonly Embedding[], b: readonly Embedding[]): number {
  return Math.max(...a.map(({ raw }, i) => maxAbsDifference(raw, b[i]!.raw)));
}

describe('another image size', () => {
  it('is read by the starter, and the patches are as many', async () => {
    const application = await openApplication();
    const manifest = await application.importModel.run({ ...starterImport(), imageSize: 64 });
    expect(manifest.image.size).toBe(64);
    const model = await application.models.load('starter');
    const texts = await model.embedTexts(['雨伞', '猫']);
    for await (const { id, bytes } of application.datasets.images(starterPath('emoji-cn/valid_imgs.tsv'))) {
      const [embedding] = (await model.embedImages([bytes])) as Embedding[];
      expect([id, embedding!.unit.length, texts[0]!.unit.length]).toEqual([id, 128, 128]);
      break;
    }
    await application.close();
  });

  it.each([
    [50, 'Use a multiple of 8.'],
    [0, 'Use a multiple of 8.'],
  ])('of %i pixels is refused', async (imageSize, remedy) => {
    const application = await openApplication();
    await expect(application.importModel.run({ ...starterImport(), imageSize })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      remedy,
    });
    await application.close();
  });
});
