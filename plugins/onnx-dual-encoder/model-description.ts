import { DomainError } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ImagePreprocessing, Precision, PublishedAs, Scoring } from '../../core/model/manifest.ts';
import type { OnnxInputRole, TokenizerSource } from '../../core/plugin.ts';
import { FieldChecks } from './field-checks.ts';

/** Name of the file that describes a pair of ONNX files beside it. */
export const descriptionName = 'tuwen-model.json';

export interface TowerDescription {
  /** As the folder has it, e.g. `onnx/text.onnx`. */
  readonly file: string;
  readonly output: string;
  readonly inputs: Readonly<Record<string, OnnxInputRole>>;
}

/** A `tuwen-model.json`; every field is explained in docs/onnx-models.md. */
export interface ModelDescription {
  readonly published: PublishedAs;
  readonly dimension: number;
  readonly contextLength: number;
  readonly vocabularySize?: number;
  readonly image: TowerDescription & { readonly preprocessing: ImagePreprocessing };
  readonly text: TowerDescription;
  readonly tokenizer: Pick<TokenizerSource, 'kind' | 'padding'> & { readonly padId?: number };
  readonly scoring: Scoring;
  readonly precision: Precision;
}

const largestInteger = 2 ** 31 - 1;

/** @throws DomainError CHECKPOINT_MISMATCH naming every field that is wrong, with what is expected */
export function readDescription(json: JsonObject): ModelDescription {
  const fields = new FieldChecks(json);
  fields.integer('formatVersion', 1, 1);
  const description = {
    published: { family: fields.text('family')!, licence: fields.text('licence')! },
    dimension: fields.integer('dimension', 1, 1 << 16)!,
    contextLength: fields.integer('contextLength', 2, 1 << 16)!,
    ...optional(fields, 'vocabularySize', 1),
    image: imageOf(fields.object('image')),
    text: textOf(fields.object('text')),
    tokenizer: tokenizerOf(fields.object('tokenizer')),
    scoring: scoringOf(fields.object('scoring')),
    precision: fields.has('precision')
      ? fields.oneOf('precision', ['float32', 'float16', 'int8'])!
      : ('float32' as const),
  };
  fields.refuseOthers();
  const { problems } = fields;
  if (problems.length === 0) return description;
  throw new DomainError('CHECKPOINT_MISMATCH', `In ${descriptionName}: ${problems.join('; ')}.`, {
    remedy: 'See docs/onnx-models.md for an example.',
    details: { problems },
  });
}

function imageOf(fields: FieldChecks): ModelDescription['image'] {
  const tower = towerOf(fields, ['pixels']);
  const preprocessing = {
    size: fields.integer('size', 1, 4096)!,
    resize: fields.oneOf('resize', ['squash', 'centre-crop'])!,
    filter: fields.oneOf('filter', ['pillow-bicubic', 'pillow-bilinear'])!,
    ...(fields.has('order') ? { order: fields.oneOf('order', ['resize-first', 'convert-first'])! } : {}),
    mean: fields.channels('mean', 'three numbers for red, green and blue', () => true)!,
    std: fields.channels('std', 'three numbers above 0 for red, green and blue', (value) => value > 0)!,
  };
  fields.refuseOthers();
  return { ...tower, preprocessing };
}

function textOf(fields: FieldChecks): TowerDescription {
  const tower = towerOf(fields, ['ids', 'attention-mask', 'token-types', 'positions']);
  fields.refuseOthers();
  return tower;
}

function towerOf(fields: FieldChecks, roles: readonly OnnxInputRole[]): TowerDescription {
  return {
    file: fields.text('file')!,
    output: fields.text('output')!,
    inputs: fields.record('inputs', roles)!,
  };
}

function tokenizerOf(fields: FieldChecks): ModelDescription['tokenizer'] {
  const tokenizer = {
    kind: fields.oneOf('kind', ['wordpiece', 'tokenizer-json'])!,
    padding: fields.oneOf('padding', ['longest', 'context'])!,
    ...optional(fields, 'padId', 0),
  };
  fields.refuseOthers();
  return tokenizer;
}

function scoringOf(fields: FieldChecks): Scoring {
  const kind = fields.oneOf('kind', ['softmax', 'sigmoid'])!;
  const scale = fields.number('scale', 'a number above 0', (value) => value > 0)!;
  const scoring = kind === 'sigmoid' ? { kind, scale, bias: fields.number('bias')! } : { kind, scale };
  fields.refuseOthers();
  return scoring;
}

function optional<K extends string>(fields: FieldChecks, field: K, smallest: number) {
  return (fields.has(field) ? { [field]: fields.integer(field, smallest, largestInteger) } : {}) as {
    readonly [P in K]?: number;
  };
}
