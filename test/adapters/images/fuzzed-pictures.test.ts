import { readdirSync, readFileSync } from 'node:fs';
import { it } from 'vitest';
import { decodeImage } from '../../../adapters/images/decode-image.ts';
import { describeImage } from '../../../adapters/images/header-image-inspector.ts';
import { defaultImageLimits } from '../../../adapters/images/image-limits.ts';
import { fuzz, fuzzRuns, fuzzTimeout } from '../../support/fuzz.ts';
import { mutate } from '../../support/mutate.ts';

const folder = new URL('../../fixtures/images/', import.meta.url);
const pictures = readdirSync(folder)
  .filter((name) => /\.(png|jpg|gif|bmp|webp)$/.test(name))
  .map((name) => readFileSync(new URL(name, folder)));

/** Enough for the pictures, and quick where a damaged header asks for much. */
const limits = { ...defaultImageLimits, maxPixels: 1_000_000 };

it(`decodes or refuses each of ${fuzzRuns} mutated pictures`, fuzzTimeout, () =>
  fuzz({
    seed: 20261205,
    make: (run, random) => {
      const bytes = mutate(pictures[run % pictures.length]!, random);
      // Most changes fall into the pixels; these fall into the header.
      const head = Math.min(64, bytes.length);
      return random() < 0.5
        ? bytes
        : Buffer.concat([mutate(bytes.subarray(0, head), random), bytes.subarray(head)]);
    },
    read: async (bytes) => {
      describeImage(bytes, limits);
      await decodeImage(bytes, limits);
    },
    refusals: /^IMAGE_(UNREADABLE|TOO_LARGE)$/,
  }),
);
