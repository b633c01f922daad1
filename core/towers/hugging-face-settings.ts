import type { JsonObject } from '../json.ts';
import { integerField, requireAgreement } from '../model/configuration-fields.ts';
import type { Activation, ClipSettings, ClipShape } from './clip-settings.ts';
import { channels, objectField, unsupported } from './open-clip-settings.ts';

/** Defaults of `CLIPVisionConfig` and `CLIPTextConfig` (transformers). */
const defaultVisionHeads = 12;
const defaultTextHeads = 8;

const activations: Readonly<Record<string, Activation>> = { quick_gelu: 'quick-gelu', gelu: 'gelu' };

/** Settings of Hugging Face's `CLIPModel`, from its `config.json`. @throws DomainError CHECKPOINT_MISMATCH */
export function huggingFaceSettings(json: JsonObject, shape: ClipShape): Omit<ClipSettings, 'image'> {
  const vision = objectField(json, 'vision_config') ?? {};
  const text = objectField(json, 'text_config') ?? {};
  requireAgreement(vision, {
    hidden_size: shape.visionWidth,
    image_size: shape.imageSize,
    patch_size: shape.patchSize,
  });
  if (shape.text !== undefined) {
    requireAgreement(text, {
      hidden_size: shape.text.width,
      num_hidden_layers: shape.text.layers,
      vocab_size: shape.text.vocabularySize,
      max_position_embeddings: shape.text.positions,
    });
  }
  return {
    visionActivation: activation(vision),
    textActivation: activation(text),
    visionHeads: integerField(vision, 'num_attention_heads') ?? defaultVisionHeads,
    textHeads: integerField(text, 'num_attention_heads') ?? defaultTextHeads,
  };
}

/**
 * Settings of a `preprocessor_config.json`. It is taken for its numbers only: pictures are cut as torchvision cuts them.
 * @throws DomainError CHECKPOINT_MISMATCH
 */
export function huggingFaceImage(json: JsonObject = {}, { imageSize }: ClipShape): ClipSettings['image'] {
  const { do_center_crop: isCropped = true, resample = 3, crop_size: crop } = json;
  if (isCropped !== true) throw unsupported('do_center_crop', isCropped);
  if (resample !== 2 && resample !== 3) throw unsupported('resample', resample);
  const sizes = typeof crop === 'object' ? (objectField(json, 'crop_size') ?? {}) : json;
  requireAgreement(sizes, { crop_size: imageSize, height: imageSize, width: imageSize });
  return {
    filter: resample === 2 ? 'pillow-bilinear' : 'pillow-bicubic',
    ...channels(json, 'mean', 'image_mean'),
    ...channels(json, 'std', 'image_std'),
  };
}

function activation({
  hidden_act: name = 'quick_gelu',
  layer_norm_eps: epsilon = 1e-5,
}: JsonObject): Activation {
  const found = typeof name === 'string' && Object.hasOwn(activations, name) ? activations[name] : undefined;
  if (found === undefined) throw unsupported('hidden_act', name);
  if (typeof epsilon !== 'number' || Math.abs(epsilon - 1e-5) > 1e-9)
    throw unsupported('layer_norm_eps', epsilon);
  return found;
}
