import { stacked, transposed } from '../../core/model/derived-tensor.ts';
import type { CheckpointTensor } from '../../core/ports/checkpoint.ts';

/** Keys of the original by those of Hugging Face's `ChineseCLIPModel`; `$1` is the number of a layer. */
const renamed: readonly (readonly [RegExp, string])[] = [
  [/^text_model\.(embeddings|encoder|pooler)\./, 'bert.$1.'],
  [/^vision_model\.embeddings\.class_embedding$/, 'visual.class_embedding'],
  [/^vision_model\.embeddings\.patch_embedding\.weight$/, 'visual.conv1.weight'],
  [/^vision_model\.embeddings\.position_embedding\.weight$/, 'visual.positional_embedding'],
  // The missing letter is Hugging Face's.
  [/^vision_model\.pre_layrnorm\./, 'visual.ln_pre.'],
  [/^vision_model\.post_layernorm\./, 'visual.ln_post.'],
  [/^vision_model\.encoder\.layers\.(\d+)\.layer_norm([12])\./, 'visual.transformer.resblocks.$1.ln_$2.'],
  [
    /^vision_model\.encoder\.layers\.(\d+)\.self_attn\.out_proj\./,
    'visual.transformer.resblocks.$1.attn.out_proj.',
  ],
  [/^vision_model\.encoder\.layers\.(\d+)\.mlp\.fc1\./, 'visual.transformer.resblocks.$1.mlp.c_fc.'],
  [/^vision_model\.encoder\.layers\.(\d+)\.mlp\.fc2\./, 'visual.transformer.resblocks.$1.mlp.c_proj.'],
];

/** Index buffers. */
const ignored = /\.position_ids$/;

const queryPart = /^vision_model\.encoder\.layers\.(\d+)\.self_attn\.q_proj\.(weight|bias)$/;
const keyOrValuePart = /\.self_attn\.[kv]_proj\.(weight|bias)$/;

/** Whether a state dict has the keys of Hugging Face's `ChineseCLIPModel`. */
export function isHuggingFace(names: ReadonlySet<string>): boolean {
  return (
    names.has('vision_model.embeddings.class_embedding') &&
    names.has('text_model.embeddings.token_type_embeddings.weight') &&
    names.has('visual_projection.weight')
  );
}

/**
 * The tensors of a Hugging Face `ChineseCLIPModel` under the original's keys: projections transposed, query, key and
 * value of the image tower in one. Source: convert_chinese_clip_original_pytorch_to_hf.py of transformers, backwards.
 */
export function fromHuggingFace(
  tensors: ReadonlyMap<string, CheckpointTensor>,
): ReadonlyMap<string, CheckpointTensor> {
  const original = new Map<string, CheckpointTensor>();
  for (const [name, tensor] of tensors) {
    if (ignored.test(name) || keyOrValuePart.test(name)) continue;
    const query = queryPart.exec(name);
    if (query !== null) {
      const parts = ['q', 'k', 'v'].map((part) => tensors.get(name.replace('.q_proj.', `.${part}_proj.`)));
      original.set(
        `visual.transformer.resblocks.${query[1]}.attn.in_proj_${query[2]}`,
        stacked(fitting(parts, tensor)),
      );
    } else if (name === 'visual_projection.weight') original.set('visual.proj', transposed(tensor));
    else if (name === 'text_projection.weight') original.set('text_projection', transposed(tensor));
    else original.set(rename(name), tensor);
  }
  return original;
}

function rename(name: string): string {
  const [pattern, replacement] = renamed.find(([candidate]) => candidate.test(name)) ?? [];
  return pattern === undefined ? name : name.replace(pattern, replacement!);
}

/** Those that are there and shaped like the first: with fewer rows than it should have, the tower refuses the weight. */
function fitting(
  parts: readonly (CheckpointTensor | undefined)[],
  first: CheckpointTensor,
): readonly CheckpointTensor[] {
  return parts
    .filter((part) => part !== undefined)
    .filter(({ type, shape }) => type === first.type && String(shape) === String(first.shape));
}
