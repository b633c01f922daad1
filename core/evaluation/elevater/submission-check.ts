import { DomainError } from '../../errors.ts';
import { elevaterDatasets } from './datasets.ts';

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

function unfit(what: string, remedy: string): DomainError {
  return new DomainError('INVALID_INPUT', `${what}.`, { remedy });
}
