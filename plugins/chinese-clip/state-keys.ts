import type { CheckpointTensor } from '../../core/ports/checkpoint.ts';

/**
 * Part of BERT that the original drops when it loads (cn_clip/clip/utils.py `create_model`), index buffers, and how
 * often batch normalisation was updated.
 */
const ignored = /^bert\.(pooler\.|embeddings\.position_ids$)|\.num_batches_tracked$/;

/**
 * Tensors under the key names of cn_clip/clip/model.py: without the `module.` prefix of distributed training, without
 * `bert.pooler`, and with the fused keys of flash attention (cn_clip/clip/utils.py `convert_state_dict`) taken apart.
 */
export function canonicalTensors(
  tensors: ReadonlyMap<string, CheckpointTensor>,
): ReadonlyMap<string, CheckpointTensor> {
  const canonical = new Map<string, CheckpointTensor>();
  for (const [key, tensor] of tensors) {
    const name = key.replace(/^module\./, '');
    if (!ignored.test(name))
      for (const [part, value] of standardAttention(name, tensor)) canonical.set(part, value);
  }
  return canonical;
}

function standardAttention(
  name: string,
  tensor: CheckpointTensor,
): readonly (readonly [string, CheckpointTensor])[] {
  if (name.includes('.attn.Wqkv.')) return [[name.replace('.attn.Wqkv.', '.attn.in_proj_'), tensor]];
  if (name.includes('.attention.self.out_proj.')) {
    return [[name.replace('.attention.self.out_proj.', '.attention.output.dense.'), tensor]];
  }
  if (!name.includes('.attention.self.Wqkv.')) return [[name, tensor]];
  return ['query', 'key', 'value'].map(
    (part, index) => [name.replace('Wqkv', part), third(tensor, index)] as const,
  );
}

/** Rows `index/3 … (index+1)/3` of a tensor. */
function third(tensor: CheckpointTensor, index: number): CheckpointTensor {
  const [rows = 0, ...rest] = tensor.shape;
  return {
    type: tensor.type,
    shape: [rows / 3, ...rest],
    read: async () => {
      const bytes = await tensor.read();
      const length = bytes.length / 3;
      return bytes.slice(index * length, (index + 1) * length);
    },
  };
}

/** Parts of the image tower that `convert_weights` (cn_clip/clip/model.py) does not know: norms, positions, tokens. */
const float32Parts =
  /^visual\.(class_embedding|(attnpool\.)?positional_embedding|(.*\.)?(ln_\w+|bn\d|downsample\.1)\.\w+)$/;

/** Weights that stay in float32 where all others become float16. */
export function staysFloat32(name: string): boolean {
  return name === 'logit_scale' || float32Parts.test(name);
}

/** Statistics of batch normalisation, which are no parameters. */
export function isStatistic(name: string): boolean {
  return /\.running_(mean|var)$/.test(name);
}
