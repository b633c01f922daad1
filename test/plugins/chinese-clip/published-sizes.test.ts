import { describe, expect, it } from 'vitest';
import { StateDict } from '../../../core/model/state-dict.ts';
import type { Checkpoint, CheckpointTensor } from '../../../core/ports/checkpoint.ts';
import {
  resnetConfiguration,
  textConfiguration,
  visionConfiguration,
} from '../../../plugins/chinese-clip/configuration.ts';
import { chineseClip } from '../../../plugins/chinese-clip/plugin.ts';
import { readJsonFile } from '../../support/read-json-file.ts';
import { hasShared, sharedPath } from '../../support/shared.ts';

interface OfficialShapes {
  readonly params_total: number;
  readonly params_visual: number;
  readonly params_text_incl_projection: number;
  readonly keys: readonly (readonly [string, readonly number[], string, string])[];
}

const vocabulary = new TextEncoder().encode('[PAD]\n[UNK]\n[CLS]\n[SEP]\n');

/** A checkpoint with the keys and shapes of a published one; only scalars can be read. */
function checkpointOf({ keys }: OfficialShapes): Checkpoint {
  const tensors = new Map<string, CheckpointTensor>(
    keys.map(([name, shape]) => [
      `module.${name}`,
      { type: 'float32', shape, read: async () => new Uint8Array(4) },
    ]),
  );
  return {
    fileName: 'published.pt',
    sizeBytes: 0,
    sha256: '',
    tensors,
    onnx: new Map(),
    companion: async () => undefined,
    close: async () => undefined,
  };
}

const base = { width: 768, layers: 12, heads: 12, intermediateWidth: 3072 };
const large = { width: 1024, layers: 24, heads: 16, intermediateWidth: 4096 };

/** Embedding dimension, image size, vision tower, text tower. */
const sizes = [
  ['RN50', 1024, 224, { width: 64, layers: [3, 4, 6, 3], heads: 32 }, { ...base, layers: 3 }],
  ['ViT-B-16', 512, 224, { patchSize: 16, width: 768, layers: 12, heads: 12 }, base],
  ['ViT-B-32', 512, 224, { patchSize: 32, width: 768, layers: 12, heads: 12 }, base],
  ['ViT-L-14', 768, 224, { patchSize: 14, width: 1024, layers: 24, heads: 16 }, base],
  ['ViT-L-14-336', 768, 336, { patchSize: 14, width: 1024, layers: 24, heads: 16 }, base],
  ['ViT-H-14', 1024, 224, { patchSize: 14, width: 1280, layers: 32, heads: 16 }, large],
] as const;

describe.skipIf(!hasShared).each(sizes)('%s', (name, dimension, imageSize, vision, text) => {
  const shapes = () =>
    readJsonFile(sharedPath('golden/models-tiny/official-shapes.json'))[name] as unknown as OfficialShapes;

  it('is recognised from names and shapes alone', () => {
    const state = new StateDict(new Map(shapes().keys.map(([key, shape]) => [key, { shape } as never])));
    const found = (name === 'RN50' ? resnetConfiguration : visionConfiguration)(state);
    expect(found).toEqual({ ...vision, imageSize, embeddingDimension: dimension });
    expect(textConfiguration(state)).toMatchObject({ ...text, vocabularySize: 21128, positions: 512 });
  });

  it("has the original's number of parameters", async () => {
    const official = shapes();
    const checkpoint = checkpointOf(official);
    expect(await chineseClip.recognises(checkpoint)).toBe(true);
    const backbone = await chineseClip.describe(checkpoint, { vocabulary, weights: 'as-stored' });
    expect(backbone).toMatchObject({ dimension, contextLength: 52, image: { size: imageSize } });
    expect(backbone.parameters).toEqual({
      total: official.params_total,
      visual: official.params_visual,
      text: official.params_text_incl_projection,
    });
  });
});

describe.skipIf(!hasShared)('RN50', () => {
  const official = () =>
    readJsonFile(sharedPath('golden/models-tiny/official-shapes.json'))['RN50'] as unknown as OfficialShapes;
  const describeWithout = (pattern: RegExp, visionConfig = {}) => {
    const { keys, ...counts } = official();
    const checkpoint = checkpointOf({ ...counts, keys: keys.filter(([name]) => !pattern.test(name)) });
    return chineseClip.describe(checkpoint, { vocabulary, visionConfig, weights: 'as-stored' });
  };

  it('says which weight of a stage is missing', async () => {
    await expect(describeWithout(/layer3/)).rejects.toThrow('no weight visual.layer3.0.conv1.weight');
    await expect(describeWithout(/layer2\.1\.bn2\.running_var/)).rejects.toThrow(
      'no weight visual.layer2.1.bn2.running_var',
    );
  });

  it("checks the original's configuration, whose list is a string", async () => {
    await expect(describeWithout(/^$/, { vision_layers: '[3,4,6,3]' })).resolves.toBeDefined();
    await expect(describeWithout(/^$/, { vision_layers: [3, 4, 23, 3] })).rejects.toThrow(
      'vision_layers is [3,4,23,3] in the configuration, but the weights have [3,4,6,3].',
    );
  });
});
