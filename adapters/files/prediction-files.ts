import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { DomainError } from '../../core/errors.ts';
import { PredictionRowReader, type PredictionRows } from '../../core/evaluation/elevater/prediction-rows.ts';
import type { PredictionHeader } from '../../core/evaluation/elevater/submission-check.ts';

/** One prediction file: its fields are known, its predictions stay on the disk. */
export interface PredictionsOnDisk extends PredictionHeader {
  readonly path: string;
  /** The fields before the predictions, as JSON without braces. */
  readonly fields: string;
  /** Where `"predictions"` begins, in bytes. */
  readonly predictionsAt: number;
}

/** The fields before the predictions are a few hundred bytes. */
const headerBytes = 64 * 1024;

const predictionsKey = '"predictions":';

/**
 * Reads the fields of ELEVATER's prediction file, and looks whether it is whole.
 * @throws DomainError INVALID_INPUT naming a file that is not one, or ends early
 */
export async function readPredictionHeader(path: string): Promise<PredictionsOnDisk> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const head = await readPart(handle, 0, Math.min(size, headerBytes));
    const tail = await readPart(handle, Math.max(0, size - 16), Math.min(size, 16));
    const predictionsAt = head.indexOf(predictionsKey);
    const file = basename(path);
    if (predictionsAt < 0) throw unfit(file, 'it has no predictions');
    if (!/\]\s*\]\s*\}\s*$/.test(tail.toString())) throw unfit(file, 'it ends early');
    const fields = head.subarray(0, predictionsAt).toString().trim().replace(/^\{/, '').replace(/,$/, '');
    return { path, predictionsAt, file, ...parseFields(file, fields) };
  } finally {
    await handle.close();
  }
}

function parseFields(file: string, text: string) {
  let values: Record<string, unknown>;
  try {
    values = JSON.parse(`{${text}}`) as Record<string, unknown>;
  } catch {
    throw unfit(file, 'its first fields are no JSON');
  }
  const { model_name: model, dataset_name: dataset } = values;
  if (typeof model !== 'string' || typeof dataset !== 'string') {
    throw unfit(file, 'it has no model_name or dataset_name');
  }
  return { model, dataset, fields: combinedFields(text) };
}

/** The toolkit takes the mean over the runs of a set, which makes the count of trained parameters a float. */
function combinedFields(text: string): string {
  return text.replace(/("num_trainable_params":\s*\d+)(?![\d.])/, '$1.0');
}

async function readPart(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/**
 * `all_predictions.json` piece by piece: `{"data": [one object for each set]}`, as ELEVATER's toolkit combines them
 * (Elevater_Toolkit_IC, vision_benchmark/commands/prepare_submit.py).
 */
export async function* combinedPredictions(files: readonly PredictionsOnDisk[]): AsyncGenerator<Buffer> {
  for (const [i, { path, fields, predictionsAt }] of files.entries()) {
    yield Buffer.from(`${i === 0 ? '{"data": [' : ', '}{${fields}, `);
    for await (const piece of createReadStream(path, { start: predictionsAt })) yield piece as Buffer;
  }
  yield Buffer.from(']}');
}

/** Reads all probabilities of a file. */
export async function readPredictionRows({
  path,
  predictionsAt,
}: PredictionsOnDisk): Promise<PredictionRows> {
  const reader = new PredictionRowReader();
  const start = predictionsAt + predictionsKey.length;
  for await (const piece of createReadStream(path, { start })) reader.feed(piece as Buffer);
  return reader.result;
}

function unfit(file: string, what: string): DomainError {
  return new DomainError('INVALID_INPUT', `${file} is no prediction file of ELEVATER: ${what}.`, {
    remedy: 'Write it with tuwen zeroshot --output, or take it out of the folder.',
  });
}
