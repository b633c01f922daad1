import { DomainError } from '../errors.ts';
import { stacked, transposed } from '../model/derived-tensor.ts';
import type { CheckpointTensor } from '../ports/checkpoint.ts';

type Tensors = ReadonlyMap<string, CheckpointTensor>;

/** Buffers, and what OpenAI's files say about themselves in tensors. */
const ignored =
  /(^|\.)(position_ids|attn_mask|num_batches_tracked)$|^(input_resolution|context_length|vocab_size)$/;

/** Names of Hugging Face's `CLIPModel` and what OpenAI's clip/model.py calls them. */
const names: readonly (readonly [RegExp, string])[] = [
  [/^vision_model\.embeddings\.class_embedding$/, 'visual.class_embedding'],
  [/^vision_model\.embeddings\.patch_embedding\./, 'visual.conv1.'],
  [/^vision_model\.embeddings\.position_embedding\.weight$/, 'visual.positional_embedding'],
  [/^vision_model\.pre_layrnorm\./, 'visual.ln_pre.'],
  [/^vision_model\.post_layernorm\./, 'visual.ln_post.'],
  [/^vision_model\.encoder\.layers\./, 'visual.transformer.resblocks.'],
  [/^text_model\.embeddings\.token_embedding\./, 'token_embedding.'],
  [/^text_model\.embeddings\.position_embedding\.weight$/, 'positional_embedding'],
  [/^text_model\.final_layer_norm\./, 'ln_final.'],
  [/^text_model\.encoder\.layers\./, 'transformer.resblocks.'],
  [/\.self_attn\.out_proj\./, '.attn.out_proj.'],
  [/\.layer_norm([12])\./, '.ln_$1.'],
  [/\.mlp\.fc1\./, '.mlp.c_fc.'],
  [/\.mlp\.fc2\./, '.mlp.c_proj.'],
];

/** Linear layers there, plain matrices here. */
const projections: Readonly<Record<string, string>> = {
  'visual_projection.weight': 'visual.proj',
  'text_projection.weight': 'text_projection',
};

const separate = /^(.*)\.self_attn\.([qkv])_proj\.(weight|bias)$/;

/**
 * Tensors of a CLIP under the names of OpenAI's clip/model.py: of OpenAI itself and OpenCLIP, with or without the
 * `module.` of distributed training and the `text.` of OpenCLIP's `CustomTextCLIP`, or of Hugging Face's `CLIPModel`.
 * @throws DomainError CHECKPOINT_MISMATCH when an attention layer of `CLIPModel` is incomplete
 */
export function openaiKeys(tensors: Tensors): Tensors {
  const canonical = new Map<string, CheckpointTensor>();
  for (const [key, tensor] of tensors) {
    const name = key.replace(/^module\./, '').replace(/^text\./, '');
    if (ignored.test(name)) continue;
    const [, layer, part, kind] = separate.exec(name) ?? [];
    const projection = projections[name];
    if (projection !== undefined) canonical.set(projection, transposed(tensor));
    else if (part === undefined) canonical.set(renamed(name), tensor);
    else if (part === 'q') {
      canonical.set(renamed(`${layer}.attn.in_proj_${kind}`), fused(tensors, key));
    }
  }
  return canonical;
}

function renamed(name: string): string {
  return names.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), name);
}

/** Queries, keys and values in one tensor. */
function fused(tensors: Tensors, queryKey: string): CheckpointTensor {
  const keys = ['q', 'k', 'v'].map((part) =>
    queryKey.replace('.self_attn.q_proj.', `.self_attn.${part}_proj.`),
  );
  const parts = keys.map((key) => tensors.get(key));
  const [query] = parts;
  const fits = parts.every((part) => part?.type === query!.type && part.shape.join() === query!.shape.join());
  if (fits) return stacked(parts as CheckpointTensor[]);
  throw new DomainError(
    'CHECKPOINT_MISMATCH',
    `The weights ${keys.join(', ')} are not three of one type and shape.`,
    { remedy: 'Check that it is a complete checkpoint of this architecture.', details: { keys } },
  );
}
