import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeImage } from '../../../adapters/images/decode-image.ts';
import { normalise } from '../../../core/imaging/normalise.ts';
import { toRgb } from '../../../core/imaging/to-rgb.ts';
import type { ImagePreprocessing } from '../../../core/model/manifest.ts';
import { readFloats } from '../../support/npy.ts';
import { hasShared, sharedPath } from '../../support/shared.ts';
import { squash } from '../../support/squash.ts';

interface Entry {
  readonly file: string;
  readonly mode: string;
  readonly width: number;
  readonly height: number;
  readonly decoded_rgb_sha256: string;
  readonly u8_224_sha256: string;
  readonly u8_64_sha256: string;
  readonly u8_336_sha256: string;
  readonly imagefolder_224_sha256: string;
  readonly imagefolder_64_sha256: string;
  readonly sample_index: readonly number[];
  readonly sample_value: readonly number[];
  readonly tensor?: string;
  readonly tensor_image_size?: number;
}

const folder = sharedPath('golden/preprocess/');
const entries = hasShared
  ? (JSON.parse(readFileSync(`${folder}manifest.json`, 'utf8')) as { images: readonly Entry[] }).images
  : [];
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const load = ({ file }: Entry) => decodeImage(readFileSync(folder + file));

const preprocessing: ImagePreprocessing = {
  size: 224,
  resize: 'squash',
  filter: 'pillow-bicubic',
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
};

// No decoder forces a difference: every picture is exact, to the byte.
describe.skipIf(!hasShared)('pictures of the original, against Pillow 9.4', () => {
  it('are 27, none of them left out', () => {
    expect(entries.length).toBe(27);
  });

  it.each(entries)('$file decodes to its pixels in its own mode', async (entry) => {
    const image = await load(entry);
    expect([image.mode, image.width, image.height]).toEqual([entry.mode, entry.width, entry.height]);
    expect(sha256(toRgb(image))).toBe(entry.decoded_rgb_sha256);
  });

  it.each(entries)('$file squashes to the bytes of image_transform', async (entry) => {
    const image = await load(entry);
    expect(sha256(squash(image, 224))).toBe(entry.u8_224_sha256);
    expect(sha256(squash(image, 64))).toBe(entry.u8_64_sha256);
    expect(sha256(squash(image, 336))).toBe(entry.u8_336_sha256);
  });

  it.each(entries)('$file squashes to the bytes of ImageFolder', async (entry) => {
    const image = await load(entry);
    expect(sha256(squash(image, 224, 'convert-first'))).toBe(entry.imagefolder_224_sha256);
    expect(sha256(squash(image, 64, 'convert-first'))).toBe(entry.imagefolder_64_sha256);
  });

  it.each(entries)('$file normalises to the float32 values of image_transform', async (entry) => {
    const tensor = normalise(squash(await load(entry), 224), preprocessing);
    expect(entry.sample_index.map((index) => tensor[index])).toEqual(entry.sample_value);
  });

  it.each(entries.filter(({ tensor }) => tensor))('$file gives the whole tensor', async (entry) => {
    const tensor = normalise(squash(await load(entry), entry.tensor_image_size!), preprocessing);
    expect(tensor).toEqual(readFloats(folder + entry.tensor!));
  });
});
