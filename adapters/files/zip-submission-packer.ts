import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { missingDatasets, predictionProblem } from '../../core/evaluation/elevater/submission-check.ts';
import type { Submission, SubmissionPacker } from '../../core/ports/submission-packer.ts';
import { combinedPredictions, readPredictionHeader, readPredictionRows } from './prediction-files.ts';

/** The earliest time that a zip file can tell: the same predictions give the same bytes. */
const noTime = new Date(1980, 0, 1);

/** Submissions in the form of ELEVATER's toolkit: a zip with one `all_predictions.json`. */
export class ZipSubmissionPacker implements SubmissionPacker {
  async pack(paths: readonly string[]): Promise<Submission> {
    const files = await Promise.all(paths.map(readPredictionHeader));
    const missing = missingDatasets(files);
    const problems: string[] = [];
    for (const file of files) {
      const problem = predictionProblem(file, await readPredictionRows(file));
      if (problem !== undefined) problems.push(problem);
    }
    const zip = new ZipFile();
    zip.on('error', (error) => zip.outputStream.emit('error', error));
    zip.addReadStream(Readable.from(combinedPredictions(files)), 'all_predictions.json', { mtime: noTime });
    zip.end();
    const pieces = zip.outputStream as AsyncIterable<Uint8Array>;
    return { pieces, datasets: files.map(({ dataset }) => dataset), missing, problems };
  }
}
