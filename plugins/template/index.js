import { definePlugin, parseVocabulary, StateDict } from 'tuwen/plugin';
import { imageTower, textTower } from './towers.js';

/**
 * How pictures are prepared: the weights do not tell.
 * @type {Omit<import('tuwen/plugin').ImagePreprocessing, 'size'>}
 */
const preprocessing = {
  resize: 'squash',
  filter: 'pillow-bicubic',
  mean: [0.5, 0.5, 0.5],
  std: [0.5, 0.5, 0.5],
};

export const plugin = definePlugin({
  name: 'template',
  version: '0.1.0',
  description: 'Transformers over patches and over word pieces, first token pooled',
  licence: 'MIT',

  recognises({ tensors }) {
    return tensors.has('image.patches.weight') && tensors.has('text.words.weight');
  },

  async describe(checkpoint, options) {
    const state = new StateDict(checkpoint.tensors, () => options.weights === 'float16-rounded');
    const vocabulary = options.vocabulary ?? (await checkpoint.companion('vocab.txt'));
    const bytes = vocabulary ?? new Uint8Array();
    const { padId, size } = parseVocabulary(new TextDecoder().decode(bytes));

    const [width = 0, patchElements = 0] = state.shapeOf('image.patches.weight');
    const [imagePositions = 0] = state.shapeOf('image.positions');
    const [vocabularySize = 0] = state.shapeOf('text.words.weight');
    const [textPositions = 0] = state.shapeOf('text.positions');
    const [dimension = 0] = state.shapeOf('image.projection.weight');
    const patch = Math.round(Math.sqrt(patchElements / 3));
    const image = { ...preprocessing, size: Math.round(Math.sqrt(imagePositions - 1)) * patch };

    const towers = {
      imageTower: imageTower(state, image, { width, patch, dimension }),
      textTower: textTower(state, { width, vocabularySize, positions: textPositions, dimension, padId }),
    };
    const [logitScale = 0] = await state.take('logit_scale', []).data();
    state.refuseLeftOver(checkpoint.fileName);
    return {
      dimension,
      contextLength: Math.min(options.contextLength ?? textPositions, textPositions),
      vocabularySize,
      image,
      scoring: { kind: 'softmax', scale: Math.exp(logitScale) },
      tokenizer: { kind: 'wordpiece', padding: 'longest', bytes, size },
      parameters: {
        total: state.countTaken(() => true),
        visual: state.countTaken((name) => name.startsWith('image.')),
        text: state.countTaken((name) => name.startsWith('text.')),
      },
      ...towers,
    };
  },
});
