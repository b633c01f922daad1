import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import type { Checkpoint, CheckpointTensor } from '../../../core/ports/checkpoint.ts';
import { openaiClip } from '../../../plugins/openai-clip/plugin.ts';
import { readFixture } from './read-fixture.ts';

interface Size {
  readonly dimension: number;
  readonly image: number;
  readonly vision: {
    readonly patch: number;
    readonly width: number;
    readonly layers: number;
    readonly inner?: number;
  };
  readonly text: { readonly width: number; readonly layers: number };
}

type Shapes = [string, readonly number[]][];

const norm = (name: string, width: number): Shapes => [
  [`${name}.weight`, [width]],
  [`${name}.bias`, [width]],
];
const linear = (name: string, width: number, inner: number): Shapes => [
  [`${name}.weight`, [width, inner]],
  [`${name}.bias`, [width]],
];
const blocks = (name: string, layers: number, width: number, inner = width * 4): Shapes =>
  Array.from({ length: layers }, (_, i): Shapes => {
    const block = `${name}.resblocks.${i}`;
    return [
      [`${block}.attn.in_proj_weight`, [3 * width, width]],
      [`${block}.attn.in_proj_bias`, [3 * width]],
      ...linear(`${block}.attn.out_proj`, width, width),
      ...norm(`${block}.ln_1`, width),
      ...norm(`${block}.ln_2`, width),
      ...linear(`${block}.mlp.c_fc`, inner, width),
      ...linear(`${block}.mlp.c_proj`, width, inner),
    ];
  }).flat();

/** Keys and shapes of a CLIP with a vision transformer; nothing can be read but zeros. */
function checkpointOf({ dimension, image, vision, text }: Size, config?: JsonObject): Checkpoint {
  const { patch, width, layers, inner } = vision;
  const shapes: Shapes = [
    ['positional_embedding', [77, text.width]],
    ['text_projection', [text.width, dimension]],
    ['logit_scale', []],
    ['visual.class_embedding', [width]],
    ['visual.positional_embedding', [1 + (image / patch) ** 2, width]],
    ['visual.proj', [width, dimension]],
    ['visual.conv1.weight', [width, 3, patch, patch]],
    ...norm('visual.ln_pre', width),
    ...blocks('visual.transformer', layers, width, inner),
    ...norm('visual.ln_post', width),
    ...blocks('transformer', text.layers, text.width),
    ['token_embedding.weight', [49_408, text.width]],
    ...norm('ln_final', text.width),
    ...(config === undefined ? ([['input_resolution', []]] as Shapes) : []),
  ];
  const tensor = (shape: readonly number[]): CheckpointTensor => ({
    type: 'float32',
    shape,
    read: async () => new Uint8Array(4),
  });
  return {
    fileName: 'published.pt',
    sizeBytes: 0,
    sha256: '',
    tensors: new Map(shapes.map(([name, shape]) => [name, tensor(shape)])),
    onnx: new Map(),
    companion: async (name) =>
      name === 'open_clip_config.json' && config !== undefined
        ? new TextEncoder().encode(JSON.stringify(config))
        : undefined,
    close: async () => undefined,
  };
}

const options = { vocabulary: readFixture('bpe.txt.gz'), weights: 'as-stored' } as const;
const base: Size = {
  dimension: 512,
  image: 224,
  vision: { patch: 32, width: 768, layers: 12 },
  text: { width: 512, layers: 12 },
};

/** Heads of every attention of a tower, and its activations. */
async function describedTowers(checkpoint: Checkpoint) {
  const backbone = await openaiClip.describe(checkpoint, options);
  const [image, text] = [backbone.imageTower, backbone.textTower].map((tower) => {
    if (!('nodes' in tower)) throw new TypeError('no graph');
    const operations = tower.nodes.map(({ operation }) => operation);
    const heads = new Set(operations.flatMap((each) => (each.kind === 'attention' ? [each.heads] : [])));
    const activations = new Set(operations.map(({ kind }) => kind).filter((kind) => kind.includes('gelu')));
    return { heads: [...heads], activations: [...activations] };
  });
  return { backbone, image, text };
}

describe('what OpenAI published', () => {
  // Totals of `sum(p.numel() for p in model.parameters())` for the models of clip.available_models().
  it.each([
    ['ViT-B/32', base, 151_277_313, 12, 8],
    ['ViT-B/16', { ...base, vision: { ...base.vision, patch: 16 } }, 149_620_737, 12, 8],
    [
      'ViT-L/14',
      {
        ...base,
        dimension: 768,
        vision: { patch: 14, width: 1024, layers: 24 },
        text: { width: 768, layers: 12 },
      },
      427_616_513,
      16,
      12,
    ],
  ] as const)(
    '%s has its parameters, heads and activation',
    async (_, size, total, visionHeads, textHeads) => {
      const { backbone, image, text } = await describedTowers(checkpointOf(size));
      expect(backbone.parameters.total).toBe(total);
      expect(backbone.parameters.visual + backbone.parameters.text + 1).toBe(total);
      expect(image).toEqual({ heads: [visionHeads], activations: ['quick-gelu'] });
      expect(text).toEqual({ heads: [textHeads], activations: ['quick-gelu'] });
      expect(backbone).toMatchObject({ contextLength: 77, image: { size: 224, resize: 'centre-crop' } });
    },
  );
});

describe('what OpenCLIP published', () => {
  const huge: Size = {
    dimension: 1024,
    image: 224,
    vision: { patch: 14, width: 1280, layers: 32 },
    text: { width: 1024, layers: 24 },
  };
  const config = {
    model_cfg: {
      embed_dim: 1024,
      vision_cfg: { image_size: 224, layers: 32, width: 1280, head_width: 80, patch_size: 14 },
      text_cfg: { context_length: 77, vocab_size: 49408, width: 1024, heads: 16, layers: 24 },
    },
    preprocess_cfg: { mean: [0.5, 0.5, 0.5], interpolation: 'bilinear', resize_mode: 'squash' },
  };

  it('ViT-H/14 has its parameters, heads, activation and pictures', async () => {
    const { backbone, image, text } = await describedTowers(checkpointOf(huge, config));
    expect(backbone.parameters.total).toBe(986_109_441);
    expect(image).toEqual({ heads: [16], activations: ['gelu'] });
    expect(text).toEqual({ heads: [16], activations: ['gelu'] });
    expect(backbone.image).toEqual({
      size: 224,
      resize: 'squash',
      filter: 'pillow-bilinear',
      mean: [0.5, 0.5, 0.5],
      std: [0.26862954, 0.26130258, 0.27577711],
    });
  });

  it('ViT-bigG/14 has feed-forward layers of its own width', async () => {
    const size: Size = {
      dimension: 1280,
      image: 224,
      vision: { patch: 14, width: 1664, layers: 48, inner: 8192 },
      text: { width: 1280, layers: 32 },
    };
    const json = {
      model_cfg: {
        embed_dim: 1280,
        vision_cfg: {
          image_size: 224,
          layers: 48,
          width: 1664,
          head_width: 104,
          mlp_ratio: 4.9231,
          patch_size: 14,
        },
        text_cfg: { context_length: 77, vocab_size: 49408, width: 1280, heads: 20, layers: 32 },
      },
    };
    const { backbone, image } = await describedTowers(checkpointOf(size, json));
    expect([backbone.parameters.total, image!.heads]).toEqual([2_539_567_105, [16]]);
  });

  it.each([
    ['another size of pictures', { vision_cfg: { image_size: 336 } }, /image_size is 336/],
    ['pooling over all places', { vision_cfg: { global_average_pool: true } }, /global_average_pool true/],
    ['text that sees what follows', { text_cfg: { no_causal_mask: true } }, /no_causal_mask true/],
    ['a text tower of Hugging Face', { text_cfg: { hf_model_name: 'xlm-roberta-base' } }, /hf_model_name/],
    ['norms of their own', { vision_cfg: { norm_kwargs: { eps: 1e-6 } } }, /norm_kwargs/],
  ])('%s is refused by name', async (_, change, message) => {
    const changed = { model_cfg: { ...config.model_cfg, ...change } };
    await expect(openaiClip.describe(checkpointOf(huge, changed), options)).rejects.toMatchObject({
      code: 'CHECKPOINT_MISMATCH',
      message,
    });
  });

  it('is refused without its configuration, because weights do not tell the activation', async () => {
    const checkpoint = checkpointOf(huge, {});
    const bare = { ...checkpoint, companion: async () => undefined };
    await expect(openaiClip.describe(bare, options)).rejects.toMatchObject({
      code: 'CHECKPOINT_MISMATCH',
      message: /no open_clip_config\.json beside it/,
    });
    const told = await openaiClip.describe(bare, { ...options, visionConfig: config.model_cfg });
    expect(told.dimension).toBe(1024);
  });

  it('is read with the prefixes of training and of CustomTextCLIP', async () => {
    const { tensors, ...rest } = checkpointOf(huge, config);
    const prefixed = new Map(
      Array.from(tensors, ([name, tensor]) => [
        `module.${name.startsWith('visual.') || name === 'logit_scale' ? '' : 'text.'}${name}`,
        tensor,
      ]),
    );
    const checkpoint = { ...rest, tensors: prefixed };
    expect(await openaiClip.recognises(checkpoint)).toBe(true);
    expect((await openaiClip.describe(checkpoint, options)).parameters.total).toBe(986_109_441);
  });
});
