import { DomainError } from '../../core/errors.ts';
import type { JsonObject, JsonValue } from '../../core/json.ts';
import { configurationMismatch } from '../../core/model/configuration-fields.ts';
import { StateDict } from '../../core/model/state-dict.ts';
import {
  type Backbone,
  type BackboneOptions,
  definePlugin,
  type TokenizerSource,
} from '../../core/plugin.ts';
import type { Checkpoint } from '../../core/ports/checkpoint.ts';
import { parseForeignJson, withTokenizerConfig } from '../../core/tokenization/tokenizer-json.ts';
import { textConfiguration, visionConfiguration } from './configuration.ts';
import { imagePreprocessing } from './image-preprocessing.ts';
import { imageTower } from './image-tower.ts';
import { textTower } from './text-tower.ts';

/** Index buffers that older versions of transformers stored. */
const ignored = /\.embeddings\.position_ids$/;

const recognisedBy = [
  'logit_bias',
  'vision_model.head.probe',
  'text_model.embeddings.token_embedding.weight',
];

/** SigLIP and SigLIP 2 of a fixed resolution, as transformers stores them (`SiglipModel`). */
export const siglip2 = definePlugin({
  name: 'siglip2',
  version: '1.0.0',
  description: 'SigLIP and SigLIP 2, fixed resolution (Tschannen et al., 2025, arXiv:2502.14786)',
  licence: 'Apache-2.0',

  recognises: ({ tensors }) => recognisedBy.every((name) => tensors.has(name)),

  async describe(checkpoint, options) {
    const tensors = new Map([...checkpoint.tensors].filter(([name]) => !ignored.test(name)));
    const state = new StateDict(tensors, () => options.weights === 'float16-rounded');
    const backbone = await describeTowers(state, checkpoint, options);
    state.refuseLeftOver(checkpoint.fileName);
    return backbone;
  },
});

async function describeTowers(
  state: StateDict,
  checkpoint: Checkpoint,
  options: BackboneOptions,
): Promise<Backbone> {
  const configuration = await readJson(checkpoint, 'config.json');
  const visionJson = options.visionConfig ?? part(configuration, 'vision_config');
  const vision = visionConfiguration(state, visionJson);
  const text = textConfiguration(state, options.textConfig ?? part(configuration, 'text_config'));
  if (text.dimension !== vision.width) {
    throw configurationMismatch(
      `Texts have ${text.dimension} features and pictures ${vision.width}: there is no shared space.`,
    );
  }
  const image = imagePreprocessing(
    vision,
    await readJson(checkpoint, 'preprocessor_config.json'),
    visionJson,
  );
  const towers = { imageTower: imageTower(state, vision, image), textTower: textTower(state, text) };
  const [logScale, bias] = await Promise.all([scalar(state, 'logit_scale'), scalar(state, 'logit_bias')]);
  return {
    dimension: text.dimension,
    contextLength: contextLength(options, text.positions),
    vocabularySize: text.vocabularySize,
    image,
    scoring: { kind: 'sigmoid', scale: Math.exp(logScale), bias },
    tokenizer: await tokenizerOf(checkpoint, options),
    parameters: {
      total: state.countTaken(() => true),
      visual: state.countTaken((name) => name.startsWith('vision_model.')),
      text: state.countTaken((name) => name.startsWith('text_model.')),
    },
    ...towers,
  };
}

/**
 * The tokenizer lower-cases whatever its files say: the text was lower-cased in training (`lower` of big_vision), and
 * files of before transformers' `Siglip2Tokenizer` do not say so. Rows are padded as in training: there is no mask.
 */
async function tokenizerOf(
  checkpoint: Checkpoint,
  { vocabulary }: BackboneOptions,
): Promise<TokenizerSource> {
  const file = vocabulary ?? (await checkpoint.companion('tokenizer.json'));
  if (file === undefined) {
    throw new DomainError('INVALID_INPUT', `There is no tokenizer.json beside ${checkpoint.fileName}.`, {
      remedy: 'Put it there, with its tokenizer_config.json; a SentencePiece model (*.model) is not read.',
    });
  }
  const settings = await checkpoint.companion('tokenizer_config.json');
  return {
    kind: 'tokenizer-json',
    padding: 'context',
    bytes: withTokenizerConfig(file, settings, { lowerCase: true }),
  };
}

/** The feature is that of the last place, so that another length would be another model. */
function contextLength({ contextLength: asked }: BackboneOptions, positions: number): number {
  if (asked === undefined || asked === positions) return positions;
  throw new DomainError('INVALID_INPUT', `The context length ${asked} is not that of the checkpoint.`, {
    remedy: `Leave it out: texts always have ${positions} places.`,
  });
}

async function scalar(state: StateDict, name: string): Promise<number> {
  const shape = state.shapeOf(name);
  const [value] = await state.take(name, shape.length === 0 ? [] : [1]).data();
  return value!;
}

async function readJson(checkpoint: Checkpoint, name: string): Promise<JsonObject | undefined> {
  const bytes = await checkpoint.companion(name);
  return bytes === undefined ? undefined : parseForeignJson(bytes, name);
}

/** An object within a configuration; transformers leaves out what is as usual. */
function part(configuration: JsonObject | undefined, name: string): JsonObject | undefined {
  if (configuration === undefined) return undefined;
  const value: JsonValue = configuration[name] ?? {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as JsonObject;
  throw configurationMismatch(`${name} in config.json is no object.`);
}
