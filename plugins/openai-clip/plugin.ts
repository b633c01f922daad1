import { DomainError } from '../../core/errors.ts';
import { clipStatistics } from '../../core/imaging/clip-statistics.ts';
import type { ImagePreprocessing } from '../../core/model/manifest.ts';
import { StateDict } from '../../core/model/state-dict.ts';
import { type Backbone, type BackboneOptions, definePlugin } from '../../core/plugin.ts';
import type { Checkpoint } from '../../core/ports/checkpoint.ts';
import { causalTextShape, causalTextTower } from '../../core/towers/causal-text-tower.ts';
import { openaiKeys } from '../../core/towers/clip-keys.ts';
import { clipSettings } from '../../core/towers/clip-settings.ts';
import { clipVision } from '../../core/towers/clip-vision.ts';
import { tokenizerSource } from './tokenizer-source.ts';

/** CLIP of OpenAI (Radford et al., 2021, arXiv:2103.00020), and OpenCLIP's, in three layouts of keys. */
export const openaiClip = definePlugin({
  name: 'openai-clip',
  version: '1.0.0',
  description: 'CLIP (Radford et al., 2021, arXiv:2103.00020), of OpenAI and of OpenCLIP',
  licence: 'MIT',

  recognises({ tensors }) {
    const names = new Set(
      Array.from(tensors.keys(), (key) => key.replace(/^module\./, '').replace(/^text\./, '')),
    );
    return names.has('visual_projection.weight')
      ? names.has('text_model.embeddings.token_embedding.weight')
      : names.has('visual.conv1.weight') && names.has('token_embedding.weight');
  },

  async describe(checkpoint, options) {
    refuseWhatIsNotRead(options);
    const state = new StateDict(openaiKeys(checkpoint.tensors));
    const backbone = await describeTowers(checkpoint, state, options);
    state.refuseLeftOver(checkpoint.fileName);
    return backbone;
  },
});

async function describeTowers(
  checkpoint: Checkpoint,
  state: StateDict,
  options: BackboneOptions,
): Promise<Backbone> {
  const vision = clipVision(state);
  const text = causalTextShape(state);
  const settings = await clipSettings(checkpoint, { ...vision, text }, options);
  const image: ImagePreprocessing = {
    size: vision.imageSize,
    resize: 'centre-crop',
    filter: 'pillow-bicubic',
    ...clipStatistics,
    ...settings.image,
  };
  const imageTower = vision.tower(image, settings.visionHeads, settings.visionActivation);
  const textTower = causalTextTower(state, {
    ...text,
    heads: settings.textHeads,
    activation: settings.textActivation,
  });
  const [logScale = 0] = await state.take('logit_scale', []).data();
  const isVisual = (name: string) => name.startsWith('visual.');
  const isParameter = (name: string) => !/\.running_(mean|var)$/.test(name);
  return {
    dimension: vision.dimension,
    contextLength: contextLength(options, text.positions),
    vocabularySize: text.vocabularySize,
    image,
    scoring: { kind: 'softmax', scale: Math.exp(logScale) },
    tokenizer: await tokenizerSource(checkpoint, options),
    parameters: {
      total: state.countTaken(isParameter),
      visual: state.countTaken((name) => isVisual(name) && isParameter(name)),
      text: state.countTaken((name) => !isVisual(name) && name !== 'logit_scale'),
    },
    imageTower,
    textTower,
  };
}

function refuseWhatIsNotRead({ weights, textConfig }: BackboneOptions): void {
  if (weights === 'float16-rounded') {
    throw new DomainError('INVALID_INPUT', 'Weights of openai-clip are used as they are stored.', {
      remedy: 'Leave --weights out: rounding to float16 belongs to Chinese-CLIP.',
    });
  }
  if (textConfig === undefined) return;
  throw new DomainError('INVALID_INPUT', 'There is no separate configuration of the text tower.', {
    remedy: 'Pass one OpenCLIP configuration with --vision-config.',
  });
}

function contextLength({ contextLength: asked }: BackboneOptions, positions: number): number {
  const length = asked ?? positions;
  if (Number.isInteger(length) && length >= 2 && length <= positions) return length;
  throw new DomainError('INVALID_INPUT', `The context length ${length} is not between 2 and ${positions}.`, {
    remedy: `The checkpoint has ${positions} positions.`,
  });
}
