import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { DomainError } from '../../core/errors.ts';
import { elevaterDatasets } from '../../core/evaluation/elevater/datasets.ts';
import { Application } from '../application.ts';
import { readConfig } from '../config.ts';
import { writePieces } from './write-lines.ts';

interface PackOptions {
  readonly output: string;
  readonly incomplete?: true;
}

export function elevaterCommand(): Command {
  const pack = new Command('pack')
    .description("Packs a folder of ELEVATER's prediction files into a submission.")
    .argument('<folder>', 'folder with one .json file for each of the 20 sets; other files are left out')
    .requiredOption('--output <submission.zip>', 'submission')
    .option('--incomplete', 'write it although sets are missing or not whole')
    .action(run);
  return new Command('elevater').description("Submissions to ELEVATER's leaderboard.").addCommand(pack);
}

async function run(folder: string, { output, incomplete }: PackOptions): Promise<void> {
  const { packer } = new Application(readConfig(process.env));
  const paths = (await jsonFiles(folder)).map((name) => join(folder, name));
  const { pieces, datasets, missing, problems } = await packer.pack(paths);
  const lacks = missing.length === 0 ? [] : [`the submission lacks ${missing.join(', ')}`];
  const complaints = [...lacks, ...problems];
  if (datasets.length === 0 || (complaints.length > 0 && incomplete !== true)) {
    throw new DomainError('INVALID_INPUT', `ELEVATER would not take it: ${complaints.join('; ')}.`, {
      remedy: 'Write the files with tuwen zeroshot --output, or give --incomplete.',
      details: { missing, problems },
    });
  }
  await writePieces(output, pieces as AsyncIterable<Buffer>);
  console.log(`${datasets.length} of ${elevaterDatasets.length} sets packed.`);
  if (missing.length > 0) console.log(`Missing: ${missing.join(', ')}`);
  for (const problem of problems) console.log(problem);
}

async function jsonFiles(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.endsWith('.json')).sort();
  } catch (cause) {
    throw new DomainError('INVALID_INPUT', `${folder} cannot be read.`, { cause });
  }
}
