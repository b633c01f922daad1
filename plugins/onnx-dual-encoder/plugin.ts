import { DomainError } from '../../core/errors.ts';
import { type OnnxTowerSource, onnxBackbone } from '../../core/model/onnx-backbone.ts';
import { type Backbone, type BackboneOptions, definePlugin } from '../../core/plugin.ts';
import type { Checkpoint } from '../../core/ports/checkpoint.ts';
import { parseForeignJson, withTokenizerConfig } from '../../core/tokenization/tokenizer-json.ts';
import { parseVocabulary } from '../../core/tokenization/vocabulary.ts';
import {
  descriptionName,
  type ModelDescription,
  readDescription,
  type TowerDescription,
} from './model-description.ts';

/** Any image and text encoder as ONNX, described by a `tuwen-model.json` beside the files. */
export const onnxDualEncoder = definePlugin({
  name: 'onnx-dual-encoder',
  version: '1.0.0',
  description: `Any pair of ONNX towers that a ${descriptionName} beside them describes`,
  licence: 'as the model says',

  async recognises(checkpoint) {
    return checkpoint.onnx.size > 0 && (await checkpoint.companion(descriptionName)) !== undefined;
  },

  async describe(checkpoint, options) {
    refuseOptions(options);
    const json = await requireCompanion(checkpoint, descriptionName);
    const description = readDescription(parseForeignJson(json, descriptionName));
    const { tokenizer, padId } = await tokenizerOf(checkpoint, description, options);
    const { vocabularySize, ...towers } = await onnxBackbone({
      image: sourceOf(checkpoint, description.image),
      text: sourceOf(checkpoint, description.text),
      preprocessing: description.image.preprocessing,
      padId,
    });
    if (towers.dimension !== description.dimension) {
      throw mismatch(`dimension is ${description.dimension}, but the files give ${towers.dimension} numbers`);
    }
    return {
      ...towers,
      contextLength: contextLengthOf(description, options, towers),
      vocabularySize: vocabularySize ?? requireVocabularySize(description),
      scoring: description.scoring,
      tokenizer,
      givenPrecision: description.precision,
      published: description.published,
    };
  },
});

function sourceOf(
  { onnx }: Checkpoint,
  { file: fileName, output, inputs }: TowerDescription,
): OnnxTowerSource {
  const file = onnx.get(fileName);
  if (file !== undefined) return { fileName, file, output, inputs };
  throw mismatch(`there is no ${fileName}, there are: ${[...onnx.keys()].join(', ')}`);
}

/** The tokenizer's file has the name that its kind has everywhere. */
async function tokenizerOf(
  checkpoint: Checkpoint,
  { tokenizer: { kind, padding, padId } }: ModelDescription,
  { vocabulary }: BackboneOptions,
): Promise<{ readonly tokenizer: Backbone['tokenizer']; readonly padId: number | undefined }> {
  const name = kind === 'wordpiece' ? 'vocab.txt' : 'tokenizer.json';
  const file = vocabulary ?? (await requireCompanion(checkpoint, name));
  if (kind === 'wordpiece') {
    const vocabularyPad = parseVocabulary(new TextDecoder().decode(file)).padId;
    return { tokenizer: { kind, padding, bytes: file }, padId: padId ?? vocabularyPad };
  }
  const bytes = withTokenizerConfig(file, await checkpoint.companion('tokenizer_config.json'));
  const stated = parseForeignJson(bytes, name)['padding'] as { readonly pad_id?: number } | null | undefined;
  return { tokenizer: { kind, padding, bytes }, padId: padId ?? stated?.pad_id };
}

function contextLengthOf(
  description: ModelDescription,
  options: BackboneOptions,
  { fixedShapes }: Pick<Backbone, 'fixedShapes'>,
): number {
  const length = options.contextLength ?? description.contextLength;
  const longest = Math.min(fixedShapes?.textLength ?? Number.POSITIVE_INFINITY, description.contextLength);
  if (length >= 2 && length <= longest) return length;
  throw mismatch(`the context length is ${length}, but texts have at most ${longest} tokens`);
}

function requireVocabularySize({ vocabularySize }: ModelDescription): number {
  if (vocabularySize !== undefined) return vocabularySize;
  throw mismatch(
    'vocabularySize is missing, expected the rows of the word embedding: the graph does not tell',
  );
}

async function requireCompanion(checkpoint: Checkpoint, name: string): Promise<Uint8Array> {
  const found = await checkpoint.companion(name);
  if (found !== undefined) return found;
  throw new DomainError('CHECKPOINT_MISMATCH', `There is no ${name} in ${checkpoint.fileName}.`, {
    remedy: 'See docs/onnx-models.md for the files of such a model.',
  });
}

function refuseOptions({ weights, visionConfig, textConfig }: BackboneOptions): void {
  if (weights === 'as-stored' && visionConfig === undefined && textConfig === undefined) return;
  throw new DomainError('INVALID_INPUT', 'ONNX files are taken as they are.', {
    remedy: `Leave --weights, --vision-config and --text-config out; ${descriptionName} says the rest.`,
  });
}

function mismatch(what: string): DomainError {
  return new DomainError('CHECKPOINT_MISMATCH', `In ${descriptionName}: ${what}.`);
}
