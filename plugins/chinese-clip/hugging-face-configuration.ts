import { DomainError } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json.ts';
import type { BackboneOptions } from '../../core/plugin.ts';
import type { Checkpoint } from '../../core/ports/checkpoint.ts';

/**
 * What weights do not tell, in the original's fields, from a Hugging Face `config.json` beside them: how many heads each
 * tower has. Empty without that file.
 * @throws DomainError CHECKPOINT_UNREADABLE when it is no JSON object
 */
export async function huggingFaceConfiguration(
  checkpoint: Checkpoint,
): Promise<Pick<BackboneOptions, 'visionConfig' | 'textConfig'>> {
  const bytes = await checkpoint.companion('config.json');
  if (bytes === undefined) return {};
  const { vision_config: vision, text_config: text } = parse(bytes);
  const [width, visionHeads] = [field(vision, 'hidden_size'), field(vision, 'num_attention_heads')];
  const textHeads = field(text, 'num_attention_heads');
  return {
    ...(width === undefined || visionHeads === undefined
      ? {}
      : { visionConfig: { vision_head_width: width / visionHeads } }),
    ...(textHeads === undefined ? {} : { textConfig: { text_num_attention_heads: textHeads } }),
  };
}

function parse(bytes: Uint8Array): JsonObject {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // Told below.
  }
  throw new DomainError('CHECKPOINT_UNREADABLE', 'config.json beside the checkpoint is no JSON object.', {
    remedy: 'Check that it was downloaded whole.',
  });
}

function field(section: unknown, name: string): number | undefined {
  const value = (section as JsonObject | undefined)?.[name];
  return typeof value === 'number' ? value : undefined;
}
