import { DomainError } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ImagePreprocessing } from '../../core/model/manifest.ts';
import { onnxBackbone } from '../../core/model/onnx-backbone.ts';
import type { Backbone, BackboneOptions, OnnxInputRole } from '../../core/plugin.ts';
import type { Checkpoint } from '../../core/ports/checkpoint.ts';
import { parseForeignJson } from '../../core/tokenization/tokenizer-json.ts';
import { parseVocabulary } from '../../core/tokenization/vocabulary.ts';
import { huggingFacePreprocessing } from './hugging-face-preprocessing.ts';
import type { OnnxFiles } from './onnx-files.ts';
import { contextLength, vocabularyOf } from './text-settings.ts';

/** No export has the trained scale; the original's training keeps it at or below this (cn_clip/training/train.py). */
const logitScale = 100;

/** Positions of the published text towers. */
const publishedPositions = 512;

const outputs = {
  original: { image: 'unnorm_image_features', text: 'unnorm_text_features' },
  'hugging-face': { image: 'image_embeds', text: 'text_embeds' },
} as const;

/** Inputs of both exports. */
const imageInputs: Readonly<Record<string, OnnxInputRole>> = { image: 'pixels', pixel_values: 'pixels' };
const textInputs: Readonly<Record<string, OnnxInputRole>> = {
  text: 'ids',
  input_ids: 'ids',
  attention_mask: 'attention-mask',
  token_type_ids: 'token-types',
  position_ids: 'positions',
};

/** Chinese-CLIP whose towers are ONNX already; `published` is how the original prepares pictures. */
export async function describeOnnxTowers(
  checkpoint: Checkpoint,
  { layout, precision, image, text }: OnnxFiles,
  options: BackboneOptions,
  published: Omit<ImagePreprocessing, 'size'>,
): Promise<Backbone> {
  refuseRounding(options);
  const vocabulary = await vocabularyOf(checkpoint, options);
  const { padId, size } = parseVocabulary(new TextDecoder().decode(vocabulary));
  const config = await readJson(checkpoint, 'config.json');
  const preprocessor = await readJson(checkpoint, 'preprocessor_config.json');
  const { vocabularySize = size, ...towers } = await onnxBackbone({
    image: { ...image, output: outputs[layout].image, inputs: imageInputs },
    text: { ...text, output: outputs[layout].text, inputs: textInputs },
    preprocessing:
      layout === 'original' ? published : huggingFacePreprocessing(config, preprocessor, published),
    padId,
  });
  const stated = (config['text_config'] as JsonObject | undefined)?.['max_position_embeddings'];
  const positions = towers.fixedShapes?.textLength ?? stated;
  return {
    ...towers,
    contextLength: contextLength(options, typeof positions === 'number' ? positions : publishedPositions),
    vocabularySize,
    scoring: { kind: 'softmax', scale: logitScale },
    tokenizer: { kind: 'wordpiece', padding: 'longest', bytes: vocabulary, size },
    givenPrecision: precision,
  };
}

function refuseRounding({ weights }: BackboneOptions): void {
  if (weights !== 'float16-rounded') return;
  throw new DomainError('INVALID_INPUT', 'The weights of ONNX files stay as they are stored.', {
    remedy: 'Leave --weights out; the exports of the original have rounded weights already.',
  });
}

async function readJson(checkpoint: Checkpoint, name: string): Promise<JsonObject> {
  const bytes = await checkpoint.companion(name);
  return bytes === undefined ? {} : parseForeignJson(bytes, name);
}
