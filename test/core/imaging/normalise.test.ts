import { describe, expect, it } from 'vitest';
import { normalise } from '../../../core/imaging/normalise.ts';
import type { ImagePreprocessing } from '../../../core/model/manifest.ts';

const preprocessing: ImagePreprocessing = {
  size: 2,
  resize: 'squash',
  filter: 'pillow-bicubic',
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
};

describe('normalise', () => {
  it('puts the channels one after another', () => {
    const planes = normalise(Uint8Array.from([1, 2, 3, 4, 5, 6]), {
      ...preprocessing,
      mean: [0, 0, 0],
      std: [1, 1, 1],
    });
    expect(planes).toEqual(Float32Array.from([1, 4, 2, 5, 3, 6], (byte) => byte / 255));
  });

  it('has the extremes of the original', () => {
    const planes = normalise(Uint8Array.from([0, 0, 0, 255, 255, 255]), preprocessing);
    expect([...planes]).toEqual([
      -1.7922625541687012, 1.9303361177444458, -1.7520971298217773, 2.0748836994171143, -1.480219841003418,
      2.1458969116210938,
    ]);
  });
});
