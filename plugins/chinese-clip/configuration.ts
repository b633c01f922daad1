import type { JsonObject } from '../../core/json.ts';
import {
  configurationMismatch,
  integerField,
  requireAgreement,
} from '../../core/model/configuration-fields.ts';
import type { StateDict } from '../../core/model/state-dict.ts';

/** Shape of a vision transformer (cn_clip/clip/model.py `VisualTransformer`). */
export interface VisionConfiguration {
  readonly imageSize: number;
  readonly patchSize: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly embeddingDimension: number;
}

/** Shape of a modified ResNet (cn_clip/clip/model.py `ModifiedResNet`). */
export interface ResnetConfiguration {
  readonly imageSize: number;
  /** Channels behind the stem; the last stage has 32 times as many. */
  readonly width: number;
  /** Bottlenecks of each of the four stages. */
  readonly layers: readonly number[];
  /** Of the attention pooling. */
  readonly heads: number;
  readonly embeddingDimension: number;
}

/** Shape of a BERT text encoder (cn_clip/clip/configuration_bert.py). */
export interface TextConfiguration {
  readonly vocabularySize: number;
  readonly positions: number;
  readonly tokenTypes: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly intermediateWidth: number;
}

/** Width of one attention head by tower width, of the published sizes; weights do not tell it. */
const publishedHeadWidth: Readonly<Record<number, number>> = { 768: 64, 1024: 64, 1280: 80 };

/** Reads the vision configuration off the weights; the JSON may add the head width and is checked against them. */
export function visionConfiguration(state: StateDict, json?: JsonObject): VisionConfiguration {
  const [width = 0, , patchSize = 0] = state.shapeOf('visual.conv1.weight');
  const [positions = 0] = state.shapeOf('visual.positional_embedding');
  const [, embeddingDimension = 0] = state.shapeOf('visual.proj');
  const configuration = {
    imageSize: Math.round(Math.sqrt(positions - 1)) * patchSize,
    patchSize,
    width,
    layers: state.countLayers((i) => `visual.transformer.resblocks.${i}.ln_1.weight`),
    heads: width / visionHeadWidth(width, json),
    embeddingDimension,
  };
  requireAgreement(json ?? {}, {
    image_resolution: configuration.imageSize,
    vision_patch_size: patchSize,
    vision_width: width,
    vision_layers: configuration.layers,
    embed_dim: embeddingDimension,
  });
  return configuration;
}

/** Reads a ResNet's configuration off the weights; the JSON may add the head width and is checked against them. */
export function resnetConfiguration(state: StateDict, json: JsonObject = {}): ResnetConfiguration {
  const [width = 0] = state.shapeOf('visual.conv3.weight');
  const [positions = 0] = state.shapeOf('visual.attnpool.positional_embedding');
  const [embeddingDimension = 0] = state.shapeOf('visual.attnpool.c_proj.weight');
  const layers = [1, 2, 3, 4].map((stage) =>
    state.countLayers((i) => `visual.layer${stage}.${i}.conv1.weight`),
  );
  const configuration = {
    imageSize: Math.round(Math.sqrt(positions - 1)) * 32,
    width,
    layers,
    heads: Math.floor((width * 32) / (integerField(json, 'vision_head_width') ?? 64)),
    embeddingDimension,
  };
  const { vision_layers: given, ...rest } = json;
  // RN50.json has the list as a string.
  const stated = typeof given === 'string' ? given.replaceAll(' ', '') : JSON.stringify(given);
  if (stated !== undefined && stated !== JSON.stringify(layers)) {
    throw configurationMismatch(
      `vision_layers is ${stated} in the configuration, but the weights have [${layers}].`,
    );
  }
  requireAgreement(rest, {
    image_resolution: configuration.imageSize,
    vision_width: width,
    embed_dim: embeddingDimension,
  });
  return configuration;
}

/** Reads the text configuration off the weights; the JSON may add the number of heads and is checked against them. */
export function textConfiguration(state: StateDict, json: JsonObject = {}): TextConfiguration {
  const [vocabularySize = 0, width = 0] = state.shapeOf('bert.embeddings.word_embeddings.weight');
  const [positions = 0] = state.shapeOf('bert.embeddings.position_embeddings.weight');
  const [tokenTypes = 0] = state.shapeOf('bert.embeddings.token_type_embeddings.weight');
  const [intermediateWidth = 0] = state.shapeOf('bert.encoder.layer.0.intermediate.dense.weight');
  const layers = state.countLayers((i) => `bert.encoder.layer.${i}.intermediate.dense.weight`);
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
  return { vocabularySize, positions, tokenTypes, width, layers, heads, intermediateWidth };
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
