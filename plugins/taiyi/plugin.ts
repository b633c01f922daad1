import { DomainError } from '../../core/errors.ts';
import { clipStatistics } from '../../core/imaging/clip-statistics.ts';
import type { ImagePreprocessing } from '../../core/model/manifest.ts';
import { StateDict } from '../../core/model/state-dict.ts';
import { type Backbone, type BackboneOptions, definePlugin } from '../../core/plugin.ts';
import type { Checkpoint } from '../../core/ports/checkpoint.ts';
import { parseVocabulary } from '../../core/tokenization/vocabulary.ts';
import { clipSettings } from '../../core/towers/clip-settings.ts';
import { clipVision } from '../../core/towers/clip-vision.ts';
import { textConfiguration } from './configuration.ts';
import { imagePart, isTextTower, taiyiTensors } from './state-keys.ts';
import { textTower } from './text-tower.ts';

/** `context_length` of fengshen/data/clip_dataloader/flickr.py. */
const defaultContextLength = 77;

/** Taiyi-CLIP (Junjie Wang et al., 2022, arXiv:2209.02970): a Chinese BERT beside the image tower of a CLIP. */
export const taiyi = definePlugin({
  name: 'taiyi',
  version: '1.0.0',
  description: 'Taiyi-CLIP (Junjie Wang et al., 2022, arXiv:2209.02970)',
  licence: 'Apache-2.0',

  recognises: ({ tensors }) => isTextTower(tensors),

  async describe(checkpoint, options) {
    refuseWhatIsNotRead(options);
    const part = imagePart(checkpoint);
    const state = new StateDict(taiyiTensors(checkpoint.tensors, part.tensors));
    const backbone = await describeTowers(checkpoint, { part, state, options });
    state.refuseLeftOver(checkpoint.fileName);
    return backbone;
  },
});

interface Parts {
  /** The checkpoint that the image tower comes from. */
  readonly part: Checkpoint;
  readonly state: StateDict;
  readonly options: BackboneOptions;
}

async function describeTowers(checkpoint: Checkpoint, { part, state, options }: Parts): Promise<Backbone> {
  const vocabulary = await vocabularyOf(checkpoint, options);
  const { padId, size } = parseVocabulary(new TextDecoder().decode(vocabulary));
  const vision = clipVision(state);
  const settings = await clipSettings(part, vision, options);
  const text = await textConfiguration(checkpoint, state);
  const image: ImagePreprocessing = {
    size: vision.imageSize,
    resize: 'centre-crop',
    filter: 'pillow-bicubic',
    ...clipStatistics,
    ...settings.image,
  };
  const [logScale = 0] = await state.take('logit_scale', []).data();
  const imageTower = vision.tower(image, settings.visionHeads, settings.visionActivation);
  return {
    dimension: vision.dimension,
    contextLength: contextLength(options, text.positions),
    vocabularySize: text.vocabularySize,
    image,
    scoring: { kind: 'softmax', scale: Math.exp(logScale) },
    tokenizer: { kind: 'wordpiece', padding: 'longest', bytes: vocabulary, size },
    imageTower,
    textTower: textTower(state, text, { dimension: vision.dimension, padId }),
    parameters: parameters(state),
  };
}

function parameters(state: StateDict): Backbone['parameters'] {
  const isParameter = (name: string) => !/\.running_(mean|var)$/.test(name);
  return {
    total: state.countTaken(isParameter),
    visual: state.countTaken((name) => name.startsWith('visual.') && isParameter(name)),
    text: state.countTaken((name) => /^(bert|classifier)\./.test(name)),
  };
}

function refuseWhatIsNotRead({ weights, textConfig }: BackboneOptions): void {
  if (weights !== 'float16-rounded' && textConfig === undefined) return;
  throw new DomainError('INVALID_INPUT', 'Weights and configuration of taiyi are used as they are stored.', {
    remedy: 'Leave --weights and --text-config out.',
  });
}

async function vocabularyOf(checkpoint: Checkpoint, { vocabulary }: BackboneOptions): Promise<Uint8Array> {
  const found = vocabulary ?? (await checkpoint.companion('vocab.txt'));
  if (found !== undefined) return found;
  throw new DomainError('INVALID_INPUT', `There is no vocab.txt beside ${checkpoint.fileName}.`, {
    remedy: 'Pass the vocabulary of the checkpoint (--vocab).',
  });
}

function contextLength({ contextLength: asked }: BackboneOptions, positions: number): number {
  const length = asked ?? Math.min(defaultContextLength, positions);
  if (Number.isInteger(length) && length >= 2 && length <= positions) return length;
  throw new DomainError('INVALID_INPUT', `The context length ${length} is not between 2 and ${positions}.`, {
    remedy: `The checkpoint has ${positions} positions.`,
  });
}
