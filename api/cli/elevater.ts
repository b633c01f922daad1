import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Command } from 'commander';
import { ZipFile } from 'yazl';
import { DomainError } from '../../core/errors.ts';
import { elevaterDatasets } from '../../core/evaluation/elevater/datasets.ts';
import { missingDatasets } from '../../core/evaluation/elevater/submission-check.ts';
import { combinedPredictions, type PredictionsOnDisk, readPredictionHeader } from './elevater-predictions.ts';
import { writePieces } from './write-lines.ts';

interface PackOptions {
  readonly output: string;
  readonly incomplete?: true;
}

/** The earliest time that a zip file can tell: the same predictions give the same bytes. */
const noTime = new Date(1980, 0, 1);

export function elevaterCommand(): Command {
  const pack = new Command('pack')
    .description("Packs a folder of ELEVATER's prediction files into a submission.")
    .argument('<folder>', 'folder with one .json file for each of the 20 sets; other files are left out')
    .requiredOption('--output <submission.zip>', 'submission')
    .option('--incomplete', 'write it although sets are missing')
    .action(run);
  return new Command('elevater').description("Submissions to ELEVATER's leaderboard.").addCommand(pack);
}

async function run(folder: string, { output, incomplete }: PackOptions): Promise<void> {
  const files: PredictionsOnDisk[] = [];
  for (const name of await jsonFiles(folder)) files.push(await readPredictionHeader(join(folder, name)));
  const missing = missingDatasets(files);
  if (files.length === 0 || (missing.length > 0 && incomplete !== true)) {
    throw new DomainError('INVALID_INPUT', `The submission lacks ${missing.join(', ')}.`, {
      remedy: 'Write their files with tuwen zeroshot --output, or give --incomplete.',
      details: { missing },
    });
  }
  await writePieces(output, zipPieces(Readable.from(combinedPredictions(files))));
  console.log(`${files.length} of ${elevaterDatasets.length} sets packed.`);
  if (missing.length > 0) console.log(`Missing: ${missing.join(', ')}`);
}

async function jsonFiles(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.endsWith('.json')).sort();
  } catch (cause) {
    throw new DomainError('INVALID_INPUT', `${folder} cannot be read.`, { cause });
  }
}

function zipPieces(predictions: Readable): AsyncIterable<string | Buffer> {
  const zip = new ZipFile();
  zip.on('error', (error) => zip.outputStream.emit('error', error));
  zip.addReadStream(predictions, 'all_predictions.json', { mtime: noTime });
  zip.end();
  return zip.outputStream;
}
