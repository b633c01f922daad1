import { DomainError } from '../../errors.ts';
import { type ElevaterDataset, type ElevaterFacts, elevaterDatasets, elevaterFacts } from './datasets.ts';
import type { PredictionRows } from './prediction-rows.ts';

/** What a prediction file says of itself. */
export interface PredictionHeader {
  /** Name of the file, for messages. */
  readonly file: string;
  readonly model: string;
  readonly dataset: string;
}

/**
 * The data sets of the 20 that no file has, in ELEVATER's order.
 * @throws DomainError INVALID_INPUT for files of another data set, of one data set twice, or of several models
 */
export function missingDatasets(headers: readonly PredictionHeader[]): readonly string[] {
  const files = new Map<string, PredictionHeader>();
  for (const header of headers) {
    const { dataset, file, model } = header;
    if (!elevaterDatasets.some((name) => name === dataset)) {
      throw unfit(
        `${file} is of “${dataset}”, which is none of ELEVATER's sets`,
        'Take it out of the folder.',
      );
    }
    const twin = files.get(dataset);
    if (twin !== undefined) {
      throw unfit(`${twin.file} and ${file} are both of ${dataset}`, 'Keep one of them in the folder.');
    }
    if (model !== headers[0]!.model) {
      throw unfit(
        `${file} is of ${model}, but ${headers[0]!.file} of ${headers[0]!.model}`,
        'Submit one model at a time.',
      );
    }
    files.set(dataset, header);
  }
  return elevaterDatasets.filter((name) => !files.has(name));
}

/** Why ELEVATER would not take these predictions; undefined where it would. Multilabel rows need no sum. */
export function predictionProblem(
  { file, dataset }: PredictionHeader,
  { rows, shortest, longest, badSum, badNumber }: PredictionRows,
): string | undefined {
  const { pictures, classes, multilabel }: ElevaterFacts = elevaterFacts[dataset as ElevaterDataset];
  if (badNumber !== null) return `${file}: row ${badNumber} has something that is no number from 0 to 1`;
  if (rows !== pictures) return `${file}: ${rows} pictures, ${dataset} has ${pictures}`;
  if (shortest !== classes || longest !== classes) {
    const found = shortest === longest ? longest : `${shortest} to ${longest}`;
    return `${file}: rows of ${found} classes, ${dataset} has ${classes}`;
  }
  if (badSum === null || multilabel === true) return undefined;
  return `${file}: row ${badSum} does not sum to 1`;
}

function unfit(what: string, remedy: string): DomainError {
  return new DomainError('INVALID_INPUT', `${what}.`, { remedy });
}
