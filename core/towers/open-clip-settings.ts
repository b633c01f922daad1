import type { JsonObject, JsonValue } from '../json.ts';
import { configurationMismatch, integerField, requireAgreement } from '../model/configuration-fields.ts';
import type { ImagePreprocessing } from '../model/manifest.ts';
import type { ClipSettings, ClipShape } from './clip-settings.ts';

/** Fields that are read, or change nothing at inference. */
const free = Symbol('free');

/** Values that the towers here have; any other value, or an unknown field, asks for another architecture. */
type Supported = Readonly<Record<string, JsonValue | typeof free>>;

const supportedModel: Supported = {
  embed_dim: free,
  vision_cfg: free,
  text_cfg: free,
  quick_gelu: free,
  custom_text: free,
  cast_dtype: free,
  init_logit_scale: free,
  nonscalar_logit_scale: false,
};

const supportedVision: Supported = {
  image_size: free,
  layers: free,
  width: free,
  head_width: free,
  mlp_ratio: free,
  patch_size: free,
  patch_dropout: free,
  ls_init_value: null,
  attentional_pool: false,
  global_average_pool: false,
  input_patchnorm: false,
  no_ln_pre: false,
  pos_embed_type: 'learnable',
  final_ln_after_pool: false,
  pool_type: 'tok',
  output_tokens: false,
};

const supportedText: Supported = {
  context_length: free,
  vocab_size: free,
  hf_tokenizer_name: free,
  width: free,
  heads: free,
  layers: free,
  mlp_ratio: free,
  ls_init_value: null,
  embed_cls: false,
  no_causal_mask: false,
  final_ln_after_pool: false,
  pool_type: 'argmax',
  proj_bias: false,
  proj_type: 'linear',
  output_tokens: false,
};

/** Defaults of `CLIPVisionCfg` and `CLIPTextCfg` (open_clip/model.py). */
const defaultHeadWidth = 64;
const defaultTextHeads = 8;

/**
 * Settings of OpenCLIP: an `open_clip_config.json`, or its `model_cfg` alone.
 * @throws DomainError CHECKPOINT_MISMATCH where it and the weights differ, or it asks for what is not supported
 */
export function openClipSettings(json: JsonObject, shape: ClipShape): ClipSettings {
  const model = objectField(json, 'model_cfg') ?? json;
  const [vision, text] = [objectField(model, 'vision_cfg') ?? {}, objectField(model, 'text_cfg') ?? {}];
  requireSupported(model, supportedModel);
  requireSupported(vision, supportedVision);
  if (shape.text !== undefined) requireSupported(text, supportedText);
  const isResnet = shape.patchSize === 0;
  requireAgreement(model, { embed_dim: shape.dimension });
  requireAgreement(vision, {
    image_size: shape.imageSize,
    ...(isResnet
      ? { width: shape.visionWidth / 32 }
      : { width: shape.visionWidth, patch_size: shape.patchSize }),
  });
  if (shape.text !== undefined) {
    requireAgreement(text, {
      context_length: shape.text.positions,
      vocab_size: shape.text.vocabularySize,
      width: shape.text.width,
      layers: shape.text.layers,
    });
  }
  const activation = model['quick_gelu'] === true ? 'quick-gelu' : 'gelu';
  return {
    visionActivation: activation,
    textActivation: activation,
    visionHeads: Math.floor(shape.visionWidth / (integerField(vision, 'head_width') ?? defaultHeadWidth)),
    textHeads: integerField(text, 'heads') ?? defaultTextHeads,
    image: imageSettings(objectField(json, 'preprocess_cfg') ?? {}),
  };
}

function imageSettings(json: JsonObject): ClipSettings['image'] {
  const { interpolation = 'bicubic', resize_mode: mode = 'shortest' } = json;
  if (mode !== 'shortest' && mode !== 'squash') throw unsupported('resize_mode', mode);
  if (interpolation !== 'bicubic' && interpolation !== 'bilinear')
    throw unsupported('interpolation', interpolation);
  return {
    resize: mode === 'squash' ? 'squash' : 'centre-crop',
    filter: `pillow-${interpolation}`,
    ...channels(json, 'mean'),
    ...channels(json, 'std'),
  };
}

/** Three numbers of a field as `name`; nothing where there are none. */
export function channels(
  json: JsonObject,
  name: 'mean' | 'std',
  field: string = name,
): Partial<Pick<ImagePreprocessing, 'mean' | 'std'>> {
  const value = json[field];
  if (value === undefined) return {};
  const numbers = Array.isArray(value) ? (value as readonly JsonValue[]) : [];
  const isValid = numbers.every((each) => typeof each === 'number' && (name === 'mean' || each > 0));
  if (numbers.length !== 3 || !isValid) throw unsupported(field, value);
  return { [name]: numbers };
}

export function objectField(json: JsonObject, field: string): JsonObject | undefined {
  const value = json[field] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === 'object' && !Array.isArray(value)) return value as JsonObject;
  throw unsupported(field, value);
}

export function unsupported(field: string, value: JsonValue): Error {
  return configurationMismatch(
    `The configuration asks for ${field} ${JSON.stringify(value).slice(0, 80)}, which is not supported.`,
    'Export it to ONNX and import the graphs.',
  );
}

function requireSupported(json: JsonObject, supported: Supported): void {
  for (const [field, value] of Object.entries(json)) {
    const expected = Object.hasOwn(supported, field) ? supported[field] : undefined;
    if (expected !== free && value !== null && value !== expected) throw unsupported(field, value);
  }
}
