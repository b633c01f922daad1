import { DomainError } from '../../core/errors.ts';
import { clipStatistics } from '../../core/imaging/clip-statistics.ts';
import type { ImagePreprocessing } from '../../core/model/manifest.ts';
import { StateDict } from '../../core/model/state-dict.ts';
import { type Backbone, type BackboneOptions, definePlugin } from '../../core/plugin.ts';
import type { Checkpoint } from '../../core/ports/checkpoint.ts';
import { parseVocabulary } from '../../core/tokenization/vocabulary.ts';
import { resnetTower } from '../../core/towers/modified-resnet.ts';
import { visionTower } from '../../core/towers/vision-transformer.ts';
import { resnetConfiguration, textConfiguration, visionConfiguration } from './configuration.ts';
import { huggingFaceConfiguration } from './hugging-face-configuration.ts';
import { fromHuggingFace, isHuggingFace } from './hugging-face-keys.ts';
import { canonicalTensors, isStatistic, staysFloat32 } from './state-keys.ts';
import { textTower } from './text-tower.ts';

/** `context_length` of cn_clip/clip/utils.py `tokenize`. */
const defaultContextLength = 52;

/** Chinese-CLIP with a vision transformer or a ResNet (An Yang et al., 2022, arXiv:2211.01335). */
export const chineseClip = definePlugin({
  name: 'chinese-clip',
  version: '1.0.0',
  description: 'Chinese-CLIP (An Yang et al., 2022, arXiv:2211.01335)',
  licence: 'Apache-2.0',

  recognises({ tensors }) {
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
  const vision = (isResnet ? resnetConfiguration : visionConfiguration)(state, options.visionConfig);
  const text = textConfiguration(state, options.textConfig);
  const image: ImagePreprocessing = {
    size: vision.imageSize,
    resize: 'squash',
    filter: 'pillow-bicubic',
    ...clipStatistics,
  };
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

async function vocabularyOf(checkpoint: Checkpoint, { vocabulary }: BackboneOptions): Promise<Uint8Array> {
  const found = vocabulary ?? (await checkpoint.companion('vocab.txt'));
  if (found !== undefined) return found;
  throw new DomainError('INVALID_INPUT', `There is no vocab.txt beside ${checkpoint.fileName}.`, {
    remedy: 'Pass the vocabulary of the checkpoint (--vocab).',
  });
}

function contextLength(options: BackboneOptions, positions: number): number {
  const length = options.contextLength ?? Math.min(defaultContextLength, positions);
  if (Number.isInteger(length) && length >= 2 && length <= positions) return length;
  throw new DomainError('INVALID_INPUT', `The context length ${length} is not between 2 and ${positions}.`, {
    remedy: `The checkpoint has ${positions} positions.`,
  });
}
