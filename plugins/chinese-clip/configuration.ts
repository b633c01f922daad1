import type { JsonObject } from '../../core/json.ts';
import {
  configurationMismatch,
  integerField,
  requireAgreement,
} from '../../core/model/configuration-fields.ts';
import type { StateDict } from '../../core/model/state-dict.ts';
import { type BertConfiguration, bertShape } from '../../core/towers/bert.ts';
import { type ResnetConfiguration, resnetShape } from '../../core/towers/modified-resnet.ts';
import { type VisionConfiguration, visionShape } from '../../core/towers/vision-transformer.ts';

/** Width of one attention head by tower width, of the published sizes; weights do not tell it. */
const publishedHeadWidth: Readonly<Record<number, number>> = { 768: 64, 1024: 64, 1280: 80 };

/** Reads the vision configuration off the weights; the JSON may add the head width and is checked against them. */
export function visionConfiguration(state: StateDict, json?: JsonObject): VisionConfiguration {
  const shape = visionShape(state);
  requireAgreement(json ?? {}, {
    image_resolution: shape.imageSize,
    vision_patch_size: shape.patchSize,
    vision_width: shape.width,
    vision_layers: shape.layers,
    embed_dim: shape.embeddingDimension,
  });
  return { ...shape, heads: shape.width / visionHeadWidth(shape.width, json) };
}

/** Reads a ResNet's configuration off the weights; the JSON may add the head width and is checked against them. */
export function resnetConfiguration(state: StateDict, json: JsonObject = {}): ResnetConfiguration {
  const shape = resnetShape(state);
  const { width, layers, imageSize, embeddingDimension } = shape;
  const heads = Math.floor((width * 32) / (integerField(json, 'vision_head_width') ?? 64));
  const { vision_layers: given, ...rest } = json;
  // RN50.json has the list as a string.
  const stated = typeof given === 'string' ? given.replaceAll(' ', '') : JSON.stringify(given);
  if (stated !== undefined && stated !== JSON.stringify(layers)) {
    throw configurationMismatch(
      `vision_layers is ${stated} in the configuration, but the weights have [${layers}].`,
    );
  }
  requireAgreement(rest, {
    image_resolution: imageSize,
    vision_width: width,
    embed_dim: embeddingDimension,
  });
  return { ...shape, heads };
}

/** Reads the text configuration off the weights; the JSON may add the number of heads and is checked against them. */
export function textConfiguration(state: StateDict, json: JsonObject = {}): BertConfiguration {
  const shape = bertShape(state);
  const { vocabularySize, positions, tokenTypes, width, layers, intermediateWidth } = shape;
  requireAgreement(json, {
    vocab_size: vocabularySize,
    text_hidden_size: width,
    text_max_position_embeddings: positions,
    text_type_vocab_size: tokenTypes,
    text_intermediate_size: intermediateWidth,
    text_num_hidden_layers: layers,
  });
  const activation = json['text_hidden_act'] ?? 'gelu';
  if (activation !== 'gelu')
    throw configurationMismatch(
      `text_hidden_act is ${JSON.stringify(activation)}, only "gelu" is supported.`,
    );
  const heads = integerField(json, 'text_num_attention_heads') ?? width / headWidth(width, 'text');
  return { ...shape, heads };
}

/** The original's configuration class has 64 where the JSON says nothing. */
function visionHeadWidth(width: number, json: JsonObject | undefined): number {
  return json === undefined ? headWidth(width, 'vision') : (integerField(json, 'vision_head_width') ?? 64);
}

function headWidth(width: number, tower: 'vision' | 'text'): number {
  const known = publishedHeadWidth[width];
  if (known !== undefined) return known;
  throw configurationMismatch(
    `The number of attention heads of a ${tower} tower of width ${width} cannot be told from its weights.`,
    `Pass the original's configuration with --${tower}-config.`,
  );
}
