import { DomainError } from '../../errors.ts';
import type { ParameterCounts } from '../../model/manifest.ts';
import type { ZeroShotResult } from '../zero-shot/evaluate.ts';
import { roundedProbability } from './python-number.ts';

export interface PredictionFileInput {
  /** Goes behind `CN-CLIP-`: the original's vision model argument, such as `ViT-B-16`. */
  readonly visionModel: string;
  readonly dataset: string;
  readonly parameters: ParameterCounts;
  readonly result: ZeroShotResult;
  /** Row i of the file is the picture `order[i]`; left out, pictures keep their order. May be a part of them. */
  readonly order?: readonly number[];
}

/** Largest distance of a row's sum from 1. */
const sumTolerance = 1e-3;

/**
 * The prediction file of ELEVATER's toolkit piece by piece, so that it is never one string: fields in the order in
 * which cn_clip/eval/zeroshot_evaluation.py writes them.
 * @throws DomainError INVALID_INPUT for an order that names a picture that is not there or twice, or a broken row
 */
export function* predictionFile({ result, order, ...input }: PredictionFileInput): Generator<string> {
  const rows = order ?? result.images.map((_, i) => i);
  checkOrder(rows, result.images.length);
  const { total, visual } = input.parameters;
  const fields = [
    `"model_name": ${JSON.stringify(`CN-CLIP-${input.visionModel}`)}`,
    `"dataset_name": ${JSON.stringify(input.dataset)}`,
    '"num_trainable_params": 0',
    `"num_params": ${total}`,
    `"num_visual_params": ${visual}`,
    `"num_backbone_params": ${total}`,
    '"n_shot": 0',
    '"rnd_seeds": [123]',
  ];
  yield `{${fields.join(', ')}, "predictions": [[`;
  for (const [i, row] of rows.entries()) yield `${i === 0 ? '' : ', '}[${rowText(result, row)}]`;
  yield ']]}';
}

function rowText({ probabilities, classCount, images }: ZeroShotResult, row: number): string {
  const values = probabilities.subarray(row * classCount, (row + 1) * classCount);
  const sum = values.reduce((total, value) => total + value, 0);
  if (Math.abs(sum - 1) > sumTolerance) {
    throw new DomainError('INVALID_INPUT', `The probabilities of ${images[row]!.path} sum to ${sum}.`);
  }
  return Array.from(values, roundedProbability).join(', ');
}

/** @throws DomainError INVALID_INPUT for an order that names one of `count` pictures twice, or one that is not there */
export function checkOrder(order: readonly number[], count: number): void {
  const outside = order.find((index) => !(Number.isInteger(index) && index >= 0 && index < count));
  if (outside !== undefined) {
    throw new DomainError('INVALID_INPUT', `The index names picture ${outside}, but there are ${count}.`, {
      remedy: 'Take the index.json that belongs to this set.',
    });
  }
  if (new Set(order).size === order.length) return;
  throw new DomainError('INVALID_INPUT', 'The index names a picture twice.', {
    remedy: 'Take the index.json that belongs to this set.',
  });
}
