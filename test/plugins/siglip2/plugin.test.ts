import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileCheckpointReader } from '../../../adapters/checkpoints/file-checkpoint-reader.ts';
import { JsonTokenizer } from '../../../adapters/tokenizers/json-tokenizer.ts';
import type { BackboneOptions } from '../../../core/plugin.ts';
import type { Checkpoint, CheckpointTensor } from '../../../core/ports/checkpoint.ts';
import { siglip2 } from '../../../plugins/siglip2/plugin.ts';
import { siglipFolder } from '../../support/siglip-folder.ts';

const folder = siglipFolder();
const readJson = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as object;
let checkpoint: Checkpoint;

beforeAll(async () => {
  checkpoint = await new FileCheckpointReader().open(folder);
});
afterAll(() => checkpoint.close());

/** The checkpoint with some of the files beside it changed, or without them. */
function beside(files: Readonly<Record<string, object | string | undefined>>): Checkpoint {
  const companion = async (name: string) => {
    if (!(name in files)) return checkpoint.companion(name);
    const content = files[name];
    return content === undefined
      ? undefined
      : Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  };
  return Object.create(checkpoint, { companion: { value: companion } }) as Checkpoint;
}

function withTensor(key: string, tensor: CheckpointTensor): Checkpoint {
  const tensors = new Map([...checkpoint.tensors, [key, tensor]]);
  return Object.create(checkpoint, { tensors: { value: tensors } }) as Checkpoint;
}

const describeIt = (changed: Checkpoint, options: Partial<BackboneOptions> = {}) =>
  siglip2.describe(changed, { weights: 'as-stored', ...options });

const zeros = (shape: readonly number[]): CheckpointTensor => ({
  type: 'float32',
  shape,
  read: async () => new Uint8Array(shape.reduce((product, edge) => product * edge, 4)),
});

describe('preprocessor_config.json', () => {
  it('is done as it says', async () => {
    const { image } = await describeIt(
      beside({
        'preprocessor_config.json': {
          size: { height: 24, width: 24 },
          resample: 3,
          image_mean: [0.1, 0.2, 0.3],
          image_std: [0.4, 0.5, 0.6],
        },
      }),
    );
    expect(image).toEqual({
      size: 24,
      resize: 'squash',
      filter: 'pillow-bicubic',
      order: 'convert-first',
      mean: [0.1, 0.2, 0.3],
      std: [0.4, 0.5, 0.6],
    });
  });

  it('may be missing: then it is that of the published SigLIP 2, of the size in config.json', async () => {
    const { image } = await describeIt(beside({ 'preprocessor_config.json': undefined }));
    expect(image).toMatchObject({ size: 26, filter: 'pillow-bilinear', mean: [0.5, 0.5, 0.5] });
  });

  it.each([
    ['resample', { resample: 1 }],
    ['size', { size: { height: 26, width: 24 } }],
    ['size', { size: { shortest_edge: 26 } }],
    ['size', { size: null }],
    ['do_resize', { do_resize: false }],
    ['do_center_crop', { do_center_crop: true }],
    ['rescale_factor', { rescale_factor: 1 }],
    ['image_mean', { image_mean: 0.5 }],
    ['image_std', { image_std: [0.5, 0, 0.5] }],
    ['6 × 6 patches of 4', { size: { height: 32, width: 32 } }],
  ])('is refused by its %s where it cannot be done', async (named, change) => {
    const file = { ...readJson('preprocessor_config.json'), ...change };
    const refused = describeIt(beside({ 'preprocessor_config.json': file }));
    await expect(refused).rejects.toMatchObject({ code: 'CHECKPOINT_MISMATCH' });
    await expect(refused).rejects.toThrow(named);
  });
});

describe('config.json', () => {
  it.each([
    ['is missing, and the heads of an unknown width with it', undefined, 'CHECKPOINT_MISMATCH', /heads/],
    ['is no JSON', '{', 'CHECKPOINT_UNREADABLE', /config\.json/],
    [
      'is of another activation',
      { vision_config: { hidden_act: 'gelu' } },
      'CHECKPOINT_MISMATCH',
      /hidden_act/,
    ],
    [
      'has heads that do not fit',
      { vision_config: { num_attention_heads: 5 } },
      'CHECKPOINT_MISMATCH',
      /heads/,
    ],
    ['is of other weights', { text_config: { vocab_size: 7 } }, 'CHECKPOINT_MISMATCH', /vocab_size/],
    ['has parts of the wrong type', { vision_config: 7 }, 'CHECKPOINT_MISMATCH', /vision_config/],
    [
      'has an epsilon of the wrong type',
      { vision_config: { layer_norm_eps: 'small' } },
      'CHECKPOINT_MISMATCH',
      /layer_norm_eps/,
    ],
  ])('is refused when it %s', async (_, config, code, message) => {
    const refused = describeIt(beside({ 'config.json': config }));
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.toThrow(message);
  });
});

describe('the tokenizer', () => {
  it('lower-cases whatever its files say', async () => {
    const { do_lower_case: _, ...settings } = readJson('tokenizer_config.json') as Record<string, unknown>;
    const { tokenizer } = await describeIt(beside({ 'tokenizer_config.json': settings }));
    const opened = new JsonTokenizer(tokenizer.bytes);
    expect(opened.tokenize('A PHOTO', 64)).toEqual(opened.tokenize('a photo', 64));
  });

  it('must be there', async () => {
    const refused = describeIt(beside({ 'tokenizer.json': undefined }));
    await expect(refused).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(refused).rejects.toThrow('no tokenizer.json beside');
  });

  it('pads to the length of training, and no other can be had', async () => {
    expect((await describeIt(checkpoint, { contextLength: 64 })).contextLength).toBe(64);
    await expect(describeIt(checkpoint, { contextLength: 32 })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });
});

describe('weights', () => {
  it('of NaFlex are recognised and refused', async () => {
    const flexible = withTensor('vision_model.embeddings.patch_embedding.weight', zeros([24, 48]));
    expect(siglip2.recognises(flexible)).toBe(true);
    await expect(describeIt(flexible)).rejects.toThrow(/NaFlex/);
  });

  it('may hold the index buffers of older versions', async () => {
    const buffer = { ...zeros([1, 64]), type: 'int64' } as const;
    const older = withTensor('text_model.embeddings.position_ids', buffer);
    expect((await describeIt(older)).parameters).toEqual((await describeIt(checkpoint)).parameters);
  });
});
