import { DomainError } from '../../core/errors.ts';
import { clipStatistics } from '../../core/imaging/clip-statistics.ts';
import type { ImagePreprocessing } from '../../core/model/manifest.ts';
import { StateDict } from '../../core/model/state-dict.ts';
import { type Backbone, type BackboneOptions, definePlugin } from '../../core/plugin.ts';
import { parseVocabulary } from '../../core/tokenization/vocabulary.ts';
import { type ResnetConfiguration, resnetTower } from '../../core/towers/modified-resnet.ts';
import { type VisionConfiguration, visionTower } from '../../core/towers/vision-transformer.ts';
import { resnetConfiguration, textConfiguration, visionConfiguration } from './configuration.ts';
import { huggingFaceConfiguration } from './hugging-face-configuration.ts';
import { fromHuggingFace, isHuggingFace } from './hugging-face-keys.ts';
import { findOnnxFiles } from './onnx-files.ts';
import { describeOnnxTowers } from './onnx-towers.ts';
import { canonicalTensors, isStatistic, staysFloat32 } from './state-keys.ts';
import { contextLength, vocabularyOf } from './text-settings.ts';
import { textTower } from './text-tower.ts';

/** `image_transform` of cn_clip/clip/utils.py. */
const preprocessing = { resize: 'squash', filter: 'pillow-bicubic', ...clipStatistics } as const;

/** Chinese-CLIP with a vision transformer or a ResNet (An Yang et al., 2022, arXiv:2211.01335). */
export const chineseClip = definePlugin({
  name: 'chinese-clip',
  version: '1.0.0',
  description: 'Chinese-CLIP (An Yang et al., 2022, arXiv:2211.01335)',
  licence: 'Apache-2.0',

  async recognises(checkpoint) {
    const { tensors } = checkpoint;
    if ((await findOnnxFiles(checkpoint)) !== undefined) return true;
    const names = new Set(Array.from(tensors.keys(), (key) => key.replace(/^module\./, '')));
    if (isHuggingFace(names)) return true;
    return (
      names.has('text_projection') &&
      names.has('visual.conv1.weight') &&
      (names.has('visual.class_embedding') || names.has('visual.attnpool.positional_embedding')) &&
      names.has('bert.embeddings.word_embeddings.weight')
    );
  },

  async describe(checkpoint, options) {
    const onnx = await findOnnxFiles(checkpoint);
    if (onnx !== undefined) return describeOnnxTowers(checkpoint, onnx, options, preprocessing);
    const rounded = options.weights === 'float16-rounded';
    const tensors = isHuggingFace(new Set(checkpoint.tensors.keys()))
      ? fromHuggingFace(checkpoint.tensors)
      : checkpoint.tensors;
    const state = new StateDict(canonicalTensors(tensors), (name) => rounded && !staysFloat32(name));
    const vocabulary = await vocabularyOf(checkpoint, options);
    const configurations = { ...(await huggingFaceConfiguration(checkpoint)), ...options };
    const backbone = await describeTowers(state, configurations, vocabulary);
    state.refuseLeftOver(checkpoint.fileName);
    return backbone;
  },
});

async function describeTowers(
  state: StateDict,
  options: BackboneOptions,
  vocabulary: Uint8Array,
): Promise<Backbone> {
  const { padId, size } = parseVocabulary(new TextDecoder().decode(vocabulary));
  const isResnet = state.has('visual.layer1.0.conv1.weight');
  const vision = stretched(
    (isResnet ? resnetConfiguration : visionConfiguration)(state, options.visionConfig),
    options.imageSize,
  );
  const text = textConfiguration(state, options.textConfig);
  const image: ImagePreprocessing = { size: vision.imageSize, ...preprocessing };
  const dimension = vision.embeddingDimension;
  const imageTower =
    'patchSize' in vision ? visionTower(state, vision, image) : resnetTower(state, vision, image);
  const textTowerGraph = textTower(state, text, { dimension, padId });
  const [logScale = 0] = await state.take('logit_scale', []).data();
  return {
    dimension,
    contextLength: contextLength(options, text.positions),
    vocabularySize: text.vocabularySize,
    image,
    scoring: { kind: 'softmax', scale: Math.exp(logScale) },
    tokenizer: { kind: 'wordpiece', padding: 'longest', bytes: vocabulary, size },
    parameters: {
      total: state.countTaken((name) => !isStatistic(name)),
      visual: state.countTaken((name) => name.startsWith('visual.') && !isStatistic(name)),
      text: state.countTaken((name) => name.startsWith('bert.') || name === 'text_projection'),
    },
    imageTower,
    textTower: textTowerGraph,
  };
}

/** A configuration for pictures of another size than those of training. */
function stretched<Configuration extends VisionConfiguration | ResnetConfiguration>(
  configuration: Configuration,
  imageSize = configuration.imageSize,
): Configuration {
  if (imageSize === configuration.imageSize) return configuration;
  const patchSize = 'patchSize' in configuration ? configuration.patchSize : 0;
  if (imageSize > 0 && imageSize % patchSize === 0) return { ...configuration, imageSize };
  throw new DomainError('INVALID_INPUT', `This image tower cannot read pictures of ${imageSize} pixels.`, {
    remedy:
      patchSize > 0
        ? `Use a multiple of ${patchSize}.`
        : `A ResNet keeps the ${configuration.imageSize} pixels of its training.`,
  });
}
