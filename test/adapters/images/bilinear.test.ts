import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { decodeImage } from '../../../adapters/images/decode-image.ts';
import { toSquare } from '../../../core/imaging/to-square.ts';

const folder = new URL('../../fixtures/images/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const expected = Object.entries(
  JSON.parse(read('bilinear.json').toString()) as Readonly<Record<string, Record<string, string>>>,
);

it.each(expected)(
  '%s has the pixels of Pillow 9.4, converted and resized bilinearly',
  async (name, bySize) => {
    const image = await decodeImage(read(name));
    const digests = Object.keys(bySize).map((size) => {
      const geometry = { size: Number(size), resize: 'squash', filter: 'pillow-bilinear' } as const;
      return [size, sha256(toSquare(image, { ...geometry, order: 'convert-first' }))];
    });
    expect(Object.fromEntries(digests)).toEqual(bySize);
  },
);
