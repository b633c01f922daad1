import type { JsonObject } from '../json.ts';
import { configurationMismatch } from '../model/configuration-fields.ts';
import type { ImagePreprocessing } from '../model/manifest.ts';
import type { BackboneOptions } from '../plugin.ts';
import type { Checkpoint } from '../ports/checkpoint.ts';
import { parseForeignJson } from '../tokenization/tokenizer-json.ts';
import { huggingFaceImage, huggingFaceSettings } from './hugging-face-settings.ts';
import { openClipSettings } from './open-clip-settings.ts';

export type Activation = 'quick-gelu' | 'gelu';

/** What the weights of a CLIP do not tell. */
export interface ClipSettings {
  readonly visionActivation: Activation;
  readonly textActivation: Activation;
  readonly visionHeads: number;
  readonly textHeads: number;
  readonly image: Partial<Pick<ImagePreprocessing, 'resize' | 'filter' | 'mean' | 'std'>>;
}

/** What they do tell, in the words of {@link ClipShape}; a configuration must agree with it. */
export interface ClipShape {
  readonly imageSize: number;
  /** 0 for a ResNet. */
  readonly patchSize: number;
  /** Of a ResNet: 32 times the channels behind the stem. */
  readonly visionWidth: number;
  readonly dimension: number;
  /** Left out where the text tower is another one. */
  readonly text?: {
    readonly width: number;
    readonly layers: number;
    readonly vocabularySize: number;
    readonly positions: number;
  };
}

/** Width of one head in everything that OpenAI published (`build_model` of clip/model.py). */
const openaiHeadWidth = 64;

/**
 * From `--vision-config` (an `open_clip_config.json` or one of OpenCLIP's model_configs), else from the file beside the
 * weights that belongs to their layout. Weights of OpenAI are known by the scalars they carry, and need none.
 * @throws DomainError CHECKPOINT_MISMATCH when there is none, or it asks for something else than CLIP
 */
export async function clipSettings(
  checkpoint: Checkpoint,
  shape: ClipShape,
  { visionConfig }: BackboneOptions,
): Promise<ClipSettings> {
  if (visionConfig !== undefined) return openClipSettings(visionConfig, shape);
  if (checkpoint.tensors.has('visual_projection.weight')) {
    const json = await companionJson(checkpoint, 'config.json');
    if (json === undefined) throw unknownActivation(checkpoint, 'config.json');
    const image = await companionJson(checkpoint, 'preprocessor_config.json');
    return { ...huggingFaceSettings(json, shape), image: huggingFaceImage(image, shape) };
  }
  const json = await companionJson(checkpoint, 'open_clip_config.json');
  if (json !== undefined) return openClipSettings(json, shape);
  if (!checkpoint.tensors.has('input_resolution'))
    throw unknownActivation(checkpoint, 'open_clip_config.json');
  return openaiSettings(shape);
}

function openaiSettings({ visionWidth, text }: ClipShape): ClipSettings {
  return {
    visionActivation: 'quick-gelu',
    textActivation: 'quick-gelu',
    visionHeads: Math.floor(visionWidth / openaiHeadWidth),
    textHeads: Math.floor((text?.width ?? 0) / openaiHeadWidth),
    image: {},
  };
}

async function companionJson(checkpoint: Checkpoint, name: string): Promise<JsonObject | undefined> {
  const bytes = await checkpoint.companion(name);
  return bytes === undefined ? undefined : parseForeignJson(bytes, name);
}

function unknownActivation({ fileName }: Checkpoint, name: string): Error {
  return configurationMismatch(
    `Heads and activation of ${fileName} cannot be told from its weights, and there is no ${name} beside it.`,
    'Put it there, or pass the configuration of OpenCLIP with --vision-config (for weights of OpenAI: with "quick_gelu": true).',
  );
}
