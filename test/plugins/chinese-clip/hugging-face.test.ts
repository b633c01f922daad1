import { describe, expect, it } from 'vitest';
import { TorchCheckpointReader } from '../../../adapters/torch/torch-checkpoint-reader.ts';
import type { Graph } from '../../../core/graph/graph.ts';
import { toFloat32 } from '../../../core/numeric/to-float32.ts';
import type { Tower } from '../../../core/plugin.ts';
import type { Checkpoint, CheckpointTensor } from '../../../core/ports/checkpoint.ts';
import { fromHuggingFace } from '../../../plugins/chinese-clip/hugging-face-keys.ts';
import { chineseClip } from '../../../plugins/chinese-clip/plugin.ts';
import { canonicalTensors } from '../../../plugins/chinese-clip/state-keys.ts';
import { readJsonFile } from '../../support/read-json-file.ts';
import { hasShared, sharedPath } from '../../support/shared.ts';

const folder = sharedPath('golden/models-tiny/vit-a');

function float32(shape: readonly number[], values: Float32Array): CheckpointTensor {
  return { type: 'float32', shape, read: async () => new Uint8Array(values.slice().buffer) };
}

function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!);
}

/** golden/vit-a as transformers would save it: names and layouts as its conversion script writes them. */
async function asHuggingFace(): Promise<Checkpoint> {
  const checkpoint = await new TorchCheckpointReader().open(`${folder}/ckpt_fp32.pt`);
  const tensors = new Map<string, CheckpointTensor>();
  for (const [key, tensor] of checkpoint.tensors) {
    const name = key.replace('module.', '');
    const { shape } = tensor;
    const values = toFloat32(await tensor.read(), tensor.type);
    const block = /^visual\.transformer\.resblocks\.(\d+)\.(.*)$/.exec(name);
    const put = (as: string, value = values, of = shape) => tensors.set(as, float32(of, value));
    if (name === 'visual.proj' || name === 'text_projection') {
      const [rows, columns] = shape as [number, number];
      const as = name === 'visual.proj' ? 'visual_projection.weight' : 'text_projection.weight';
      put(as, transpose(values, rows, columns), [columns, rows]);
    } else if (block !== null) {
      const layer = `vision_model.encoder.layers.${block[1]}`;
      const part = block[2]!;
      if (part.startsWith('attn.in_proj_')) {
        const each = values.length / 3;
        for (const [i, role] of ['q', 'k', 'v'].entries()) {
          const as = `${layer}.self_attn.${role}_proj.${part.slice('attn.in_proj_'.length)}`;
          put(as, values.slice(i * each, (i + 1) * each), [shape[0]! / 3, ...shape.slice(1)]);
        }
      } else {
        const as = part
          .replace('attn.out_proj', 'self_attn.out_proj')
          .replace('ln_1', 'layer_norm1')
          .replace('ln_2', 'layer_norm2')
          .replace('mlp.c_fc', 'mlp.fc1')
          .replace('mlp.c_proj', 'mlp.fc2');
        put(`${layer}.${as}`);
      }
    } else {
      put(
        name
          .replace(/^bert\./, 'text_model.')
          .replace('visual.class_embedding', 'vision_model.embeddings.class_embedding')
          .replace('visual.conv1.weight', 'vision_model.embeddings.patch_embedding.weight')
          .replace('visual.positional_embedding', 'vision_model.embeddings.position_embedding.weight')
          .replace('visual.ln_pre', 'vision_model.pre_layrnorm')
          .replace('visual.ln_post', 'vision_model.post_layernorm'),
      );
    }
  }
  tensors.set('text_model.embeddings.position_ids', float32([1, 4], Float32Array.of(0, 1, 2, 3)));
  await checkpoint.close();
  const { vision_width: width, vision_head_width: head = 64 } = readJsonFile(`${folder}/vision_config.json`);
  const { text_num_attention_heads: heads } = readJsonFile(`${folder}/text_config.json`);
  const config = {
    vision_config: { hidden_size: width, num_attention_heads: Number(width) / Number(head) },
    text_config: { num_attention_heads: heads },
  };
  const companion = async (name: string) =>
    name === 'config.json' ? new TextEncoder().encode(JSON.stringify(config)) : undefined;
  return { ...checkpoint, tensors, onnx: new Map(), companion, close: async () => undefined };
}

/** Names, shapes and numbers under the original's keys. */
async function contents(tensors: ReadonlyMap<string, CheckpointTensor>) {
  const entries = [...canonicalTensors(tensors)].map(async ([name, tensor]) => {
    const values = toFloat32(await tensor.read(), tensor.type);
    return [name, { shape: tensor.shape, values: Array.from(values) }] as const;
  });
  return Object.fromEntries((await Promise.all(entries)).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const options = {
  vocabulary: new TextEncoder().encode('[PAD]\n[UNK]\n[CLS]\n[SEP]\n'),
  weights: 'as-stored',
} as const;

describe.skipIf(!hasShared)('ChineseCLIPModel of Hugging Face', () => {
  it("has the original's weights under other names", async () => {
    const original = await new TorchCheckpointReader().open(`${folder}/ckpt_fp32.pt`);
    const renamed = await asHuggingFace();
    expect(await contents(fromHuggingFace(renamed.tensors))).toEqual(await contents(original.tensors));
    await original.close();
  });

  it('is recognised, with the heads that config.json tells', async () => {
    const checkpoint = await asHuggingFace();
    expect(await chineseClip.recognises(checkpoint)).toBe(true);
    const { imageTower, textTower, parameters } = await chineseClip.describe(checkpoint, options);
    const heads = (tower: Tower) =>
      (tower as Graph).nodes.flatMap(({ operation }) =>
        operation.kind === 'attention' ? [operation.heads] : [],
      );
    const { vision_width: width, vision_head_width: head = 64 } = readJsonFile(
      `${folder}/vision_config.json`,
    );
    const { text_num_attention_heads: textHeads } = readJsonFile(`${folder}/text_config.json`);
    expect(new Set(heads(imageTower))).toEqual(new Set([Number(width) / Number(head)]));
    expect(new Set(heads(textTower))).toEqual(new Set([textHeads]));
    expect(parameters.total).toBe(readJsonFile(`${folder}/record.json`)['num_params']);
  });

  it('names what is missing or left over', async () => {
    const without = async (name: string, extra?: string) => {
      const checkpoint = await asHuggingFace();
      const tensors = new Map(checkpoint.tensors);
      if (extra !== undefined) tensors.set(extra, tensors.get(name)!);
      else tensors.delete(name);
      return chineseClip.describe({ ...checkpoint, tensors }, options);
    };
    await expect(without('vision_model.encoder.layers.1.self_attn.k_proj.weight')).rejects.toThrow(
      /resblocks\.1\.attn\.in_proj_weight has the shape/,
    );
    await expect(without('text_model.encoder.layer.0.output.dense.bias')).rejects.toThrow(
      'no weight bert.encoder.layer.0.output.dense.bias',
    );
    await expect(without('logit_scale', 'vision_model.other_layernorm.bias')).rejects.toThrow(
      'has weights that no part of the model uses: vision_model.other_layernorm.bias',
    );
  });

  it('with a broken config.json says so', async () => {
    const checkpoint = { ...(await asHuggingFace()), companion: async () => new TextEncoder().encode('{') };
    await expect(chineseClip.describe(checkpoint, options)).rejects.toMatchObject({
      code: 'CHECKPOINT_UNREADABLE',
      message: expect.stringContaining('config.json'),
    });
  });
});
