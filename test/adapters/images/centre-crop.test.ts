import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeImage } from '../../../adapters/images/decode-image.ts';
import { PooledImagePreprocessor } from '../../../adapters/images/pooled-image-preprocessor.ts';
import { toSquare } from '../../../core/imaging/to-square.ts';

const folder = new URL('../../fixtures/images/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const geometry = (size: number) => ({ size, resize: 'centre-crop', filter: 'pillow-bicubic' }) as const;
const expected = Object.entries(
  JSON.parse(read('centre-crop.json').toString()) as Readonly<Record<string, Record<string, string>>>,
);

describe('the middle of a picture', () => {
  it.each(expected)('%s has the pixels that Pillow 9.4 and torchvision make', async (name, bySize) => {
    const image = await decodeImage(read(name));
    const digests = Object.keys(bySize).map((size) => [
      size,
      sha256(toSquare(image, geometry(Number(size)))),
    ]);
    expect(Object.fromEntries(digests)).toEqual(bySize);
  });

  it('is what the worker threads make where a model asks for it', async () => {
    const preprocessor = new PooledImagePreprocessor();
    const pixels = await preprocessor.prepare(read('photo.jpg'), geometry(25));
    await preprocessor.close();
    const [, bySize] = expected.find(([name]) => name === 'photo.jpg')!;
    expect(sha256(pixels)).toBe(bySize['25']);
  });
});
