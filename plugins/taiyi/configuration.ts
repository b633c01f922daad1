import {
  configurationMismatch,
  integerField,
  requireAgreement,
} from '../../core/model/configuration-fields.ts';
import type { StateDict } from '../../core/model/state-dict.ts';
import type { Checkpoint } from '../../core/ports/checkpoint.ts';
import { parseForeignJson } from '../../core/tokenization/tokenizer-json.ts';
import { type BertConfiguration, bertShape } from '../../core/towers/bert.ts';

/** Width of one head of every published BERT. */
const headWidth = 64;

/** What only this kind of BERT has (`BertConfig` of transformers). */
const supported = {
  hidden_act: 'gelu',
  layer_norm_eps: 1e-12,
  position_embedding_type: 'absolute',
} as const;

/**
 * From the weights, and the number of heads from the `config.json` beside them.
 * @throws DomainError CHECKPOINT_MISMATCH where they differ, or it asks for another kind of BERT
 */
export async function textConfiguration(
  checkpoint: Checkpoint,
  state: StateDict,
): Promise<BertConfiguration> {
  const shape = bertShape(state);
  const bytes = await checkpoint.companion('config.json');
  const json = bytes === undefined ? {} : parseForeignJson(bytes, 'config.json');
  requireAgreement(json, {
    vocab_size: shape.vocabularySize,
    max_position_embeddings: shape.positions,
    type_vocab_size: shape.tokenTypes,
    hidden_size: shape.width,
    num_hidden_layers: shape.layers,
    intermediate_size: shape.intermediateWidth,
  });
  for (const [field, value] of Object.entries(supported)) {
    const given = json[field] ?? value;
    if (given === value) continue;
    throw configurationMismatch(
      `${field} is ${JSON.stringify(given).slice(0, 80)}, only ${value} is supported.`,
    );
  }
  return {
    ...shape,
    heads: integerField(json, 'num_attention_heads') ?? Math.floor(shape.width / headWidth),
  };
}
