import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Application } from '../../../api/application.ts';
import type { Embedding } from '../../../core/embedding/embedding-model.ts';
import type { ModelManifest, Precision } from '../../../core/model/manifest.ts';
import { dot } from '../../../core/numeric/vectors.ts';
import { maxAbsDifference } from '../../support/matchers.ts';
import { openApplication, starterImport, starterPath } from '../../support/starter.ts';

describe('the starter in every precision', () => {
  let application: Application;
  let manifest: ModelManifest;
  const pictures: Uint8Array[] = [];
  const captions: string[] = [];

  beforeAll(async () => {
    application = await openApplication();
    manifest = await application.importModel.run({ ...starterImport(), precisions: ['float16', 'int8'] });
    for await (const { bytes } of application.datasets.images(starterPath('emoji-cn/valid_imgs.tsv')))
      pictures.push(bytes);
    for await (const { text } of application.datasets.texts(starterPath('emoji-cn/valid_texts.jsonl')))
      captions.push(text);
  });
  afterAll(() => application?.close());

  it('has a certificate for each precision but the reference', () => {
    expect(Object.keys(manifest.precisions)).toEqual(['float32', 'float16', 'int8']);
    expect(manifest.precisions.float32).not.toHaveProperty('parity');
    const parity = { image: { count: 37 }, text: { count: 40 }, threshold: 0.99, passed: true };
    expect(manifest.precisions.float16?.parity).toMatchObject(parity);
    expect(manifest.precisions.int8?.parity).toMatchObject(parity);
  });

  it.each([
    ['float16', 0.99999],
    ['int8', 0.9995],
  ] as const)('comes close to float32 in %s', (precision, cosine) => {
    const { image, text } = manifest.precisions[precision]!.parity!;
    expect(image.minimumCosine).toBeGreaterThan(cosine);
    expect(text.minimumCosine).toBeGreaterThan(cosine);
    // An exact copy would mean that the reference was compared with itself.
    expect(Math.min(image.maximumError, text.maximumError)).toBeGreaterThan(0);
  });

  it.each([2, 7, 32])('gives int8 vectors that do not depend on a batch of %i', async (size) => {
    const model = await application.models.load('starter', 'int8');
    const texts = Array.from({ length: 32 }, (_, i) => captions[i * 11]!.repeat(1 + (i % 5)));
    const images = pictures.filter((_, i) => i % 60 === 0).slice(0, 32);
    const alone: Embedding[] = [];
    for (const text of texts) alone.push((await model.embedTexts([text]))[0]!);
    for (const image of images) alone.push((await model.embedImages([image]))[0] as Embedding);
    const batched: Embedding[] = [];
    for (let i = 0; i < 32; i += size) batched.push(...(await model.embedTexts(texts.slice(i, i + size))));
    for (let i = 0; i < 32; i += size)
      batched.push(...((await model.embedImages(images.slice(i, i + size))) as Embedding[]));
    const differences = alone.map(({ raw }, i) => maxAbsDifference(raw, batched[i]!.raw));
    expect(Math.max(...differences)).toBeLessThanOrEqual(1e-5);
  });

  it('retrieves in int8 as in float32, within 1 percent', async () => {
    const recall = async (precision: Precision) => {
      const model = await application.models.load('starter', precision);
      const images = (await model.embedImages(pictures.slice(0, 600))) as Embedding[];
      const texts = await model.embedTexts(captions.slice(0, 600));
      const found = texts.filter(({ unit }, i) => {
        const own = dot(unit, images[i]!.unit);
        return images.filter((image) => dot(unit, image.unit) > own).length < 10;
      });
      return (100 * found.length) / texts.length;
    };
    const reference = await recall('float32');
    expect(reference).toBeGreaterThan(60);
    expect(Math.abs((await recall('int8')) - reference)).toBeLessThanOrEqual(1);
  });
});
