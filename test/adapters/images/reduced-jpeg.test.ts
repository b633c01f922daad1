import sharp from 'sharp';
import { expect, it } from 'vitest';
import { decodeImage } from '../../../adapters/images/decode-image.ts';
import { defaultImageLimits } from '../../../adapters/images/image-limits.ts';
import { PooledImagePreprocessor } from '../../../adapters/images/pooled-image-preprocessor.ts';
import { dot } from '../../../core/numeric/vectors.ts';
import { openStarter } from '../../support/starter.ts';

/** Blurred noise, as much to decode as a photograph. */
function photograph(width: number, height: number, format: 'jpeg' | 'png' = 'jpeg'): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const picture = sharp({ create: { width, height, channels: 3, background: '#000', noise } }).blur(8);
  return picture.toFormat(format).toBuffer();
}

it.each([
  [1000, 800, 100, [125, 100]],
  [1003, 801, 100, [125, 100]],
  [1000, 799, 100, [250, 199]],
  [300, 250, 200, [300, 250]],
])('%i × %i with at least %i is decoded at %j', async (width, height, leastEdge, size) => {
  const decoded = await decodeImage(await photograph(width, height), defaultImageLimits, leastEdge);
  expect([decoded.width, decoded.height]).toEqual(size);
  expect(decoded.data).toHaveLength(decoded.width * decoded.height * 3);
});

it('leaves other formats whole', async () => {
  const decoded = await decodeImage(await photograph(800, 800, 'png'), defaultImageLimits, 100);
  expect([decoded.width, decoded.height]).toEqual([800, 800]);
});

it('gives almost the same vector, and exactly the same where nothing can be reduced', async () => {
  const { application, model } = await openStarter();
  const reduced = new PooledImagePreprocessor({ reducedJpeg: true });
  const { image } = model.manifest;
  const cosine = async (picture: Buffer) => {
    const prepared = await Promise.all(
      [application.preprocessor, reduced].map((each) => each.prepare(picture, image)),
    );
    const pngs = await Promise.all(
      prepared.map((pixels) =>
        sharp(pixels, { raw: { width: image.size, height: image.size, channels: 3 } })
          .png()
          .toBuffer(),
      ),
    );
    const [exact, other] = await model.embedImages(pngs);
    if (exact instanceof Error || other instanceof Error) throw new Error('unreadable');
    return { equal: Buffer.from(prepared[0]!).equals(prepared[1]!), cosine: dot(exact!.unit, other!.unit) };
  };
  const large = await cosine(await photograph(2000, 1500));
  expect(large.equal).toBe(false);
  expect(large.cosine).toBeGreaterThan(0.999);
  expect(await cosine(await photograph(image.size, image.size))).toMatchObject({ equal: true });
  await reduced.close();
  await application.close();
});
