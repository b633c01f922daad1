import type { JsonObject } from '../../core/json.ts';
import {
  configurationMismatch,
  integerField,
  requireAgreement,
} from '../../core/model/configuration-fields.ts';
import type { StateDict } from '../../core/model/state-dict.ts';

/** Shape of one transformer (`SiglipEncoder` of transformers' siglip/modeling_siglip.py). */
export interface EncoderConfiguration {
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly intermediateWidth: number;
  readonly layerNormEpsilon: number;
}

/** `SiglipVisionTransformer`; its width is the dimension of the shared space. */
export interface VisionConfiguration extends EncoderConfiguration {
  readonly patchSize: number;
  /** Patches of one edge; what is left of the picture at its far edges is seen by none. */
  readonly grid: number;
}

/** `SiglipTextTransformer`. */
export interface TextConfiguration extends EncoderConfiguration {
  readonly vocabularySize: number;
  readonly positions: number;
  readonly dimension: number;
}

/** Attention heads by tower width, of the published sizes; weights do not tell them. */
const publishedHeads: Readonly<Record<number, number>> = { 768: 12, 1024: 16, 1152: 16, 1536: 16 };

/** `num_attention_heads` of transformers' configuration classes, where a configuration says nothing. */
const defaultHeads = 12;

/** Reads the shape off the weights; the JSON (`vision_config`) may add the heads and is checked against them. */
export function visionConfiguration(state: StateDict, json?: JsonObject): VisionConfiguration {
  const patches = state.shapeOf('vision_model.embeddings.patch_embedding.weight');
  const [width = 0, channels = 0, patchSize = 0] = patches;
  if (patches.length !== 4 || channels !== 3) {
    throw configurationMismatch(
      `The weight vision_model.embeddings.patch_embedding.weight has the shape [${patches.join(', ')}].`,
      'Only pictures of a fixed resolution are supported; take the checkpoint without NaFlex in its name.',
    );
  }
  const [positions = 0] = state.shapeOf('vision_model.embeddings.position_embedding.weight');
  const grid = Math.round(Math.sqrt(positions));
  const encoder = encoderConfiguration(state, 'vision', width, json);
  requireAgreement(json ?? {}, { patch_size: patchSize });
  return { ...encoder, patchSize, grid };
}

/** Reads the shape off the weights; the JSON (`text_config`) may add the heads and is checked against them. */
export function textConfiguration(state: StateDict, json?: JsonObject): TextConfiguration {
  const [vocabularySize = 0, width = 0] = state.shapeOf('text_model.embeddings.token_embedding.weight');
  const [positions = 0] = state.shapeOf('text_model.embeddings.position_embedding.weight');
  const [dimension = 0] = state.shapeOf('text_model.head.weight');
  const encoder = encoderConfiguration(state, 'text', width, json);
  requireAgreement(json ?? {}, {
    vocab_size: vocabularySize,
    max_position_embeddings: positions,
    projection_size: dimension,
  });
  return { ...encoder, vocabularySize, positions, dimension };
}

function encoderConfiguration(
  state: StateDict,
  tower: 'vision' | 'text',
  width: number,
  json?: JsonObject,
): EncoderConfiguration {
  const layer = (i: number) => `${tower}_model.encoder.layers.${i}`;
  const layers = state.countLayers((i) => `${layer(i)}.mlp.fc1.weight`);
  const [intermediateWidth = 0] = state.shapeOf(`${layer(0)}.mlp.fc1.weight`);
  requireAgreement(json ?? {}, {
    hidden_size: width,
    num_hidden_layers: layers,
    intermediate_size: intermediateWidth,
  });
  const activation = json?.['hidden_act'] ?? 'gelu_pytorch_tanh';
  if (activation !== 'gelu_pytorch_tanh') {
    throw configurationMismatch(
      `hidden_act is ${JSON.stringify(activation)}, only "gelu_pytorch_tanh" is supported.`,
    );
  }
  return {
    width,
    layers,
    heads: headsOf(tower, width, json),
    intermediateWidth,
    layerNormEpsilon: layerNormEpsilon(json),
  };
}

function headsOf(tower: 'vision' | 'text', width: number, json: JsonObject | undefined): number {
  const heads =
    json === undefined ? publishedHeads[width] : (integerField(json, 'num_attention_heads') ?? defaultHeads);
  if (heads !== undefined && width % heads === 0) return heads;
  throw configurationMismatch(
    heads === undefined
      ? `The number of attention heads of a ${tower} tower of width ${width} cannot be told from its weights.`
      : `A ${tower} tower of width ${width} has no ${heads} equal attention heads.`,
    'Put the config.json of the checkpoint beside it.',
  );
}

function layerNormEpsilon(json: JsonObject | undefined): number {
  const epsilon = json?.['layer_norm_eps'] ?? 1e-6;
  if (typeof epsilon === 'number' && epsilon > 0 && epsilon < 1) return epsilon;
  throw configurationMismatch(`layer_norm_eps is ${JSON.stringify(epsilon)} in the configuration.`);
}
