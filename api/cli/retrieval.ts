import { writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { imageToText, textToImage } from '../../core/evaluation/retrieval-direction.ts';
import { annotationLine, predictionLine } from '../../core/evaluation/retrieval-lines.ts';
import { transposeAnnotations } from '../../core/evaluation/transpose-annotations.ts';
import { Application } from '../application.ts';
import { readConfig } from '../config.ts';
import { writeLines } from './write-lines.ts';

const directions = { 'text-to-image': textToImage, 'image-to-text': imageToText } as const;

const application = () => new Application(readConfig(process.env));

export function topKCommand(): Command {
  return new Command('topk')
    .description('The best candidates of every query, from feature files.')
    .requiredOption('--queries <features.jsonl>', 'features of texts or of pictures')
    .requiredOption('--candidates <features.jsonl>', 'features of the other kind')
    .option('--k <number>', 'predictions per query', positive, 10)
    .requiredOption('--output <predictions.jsonl>', 'file to write')
    .action(async ({ queries, candidates, k, output }: TopKOptions) => {
      const predictions = application().retrieval.topK(queries, candidates, k);
      const count = await writeLines(output, predictions, predictionLine);
      console.error(`${count} predictions written to ${output}.`);
    });
}

interface TopKOptions {
  readonly queries: string;
  readonly candidates: string;
  readonly k: number;
  readonly output: string;
}

export function recallCommand(): Command {
  return new Command('recall')
    .description('Recall at 1, 5 and 10 of predictions, as JSON; 1 is the exit code when they are unfit.')
    .argument('<gold.jsonl>', 'annotations')
    .argument('<predictions.jsonl>', 'ten predictions per query')
    .addOption(
      new Option('--direction <direction>', 'what is asked for with what')
        .choices(Object.keys(directions))
        .default('text-to-image'),
    )
    .option('--output <score.json>', 'file to write too')
    .action(async (gold: string, predictions: string, { direction, output }: RecallOptions) => {
      const report = await application().retrieval.recall(gold, predictions, directions[direction]);
      const text = JSON.stringify(report);
      if (output !== undefined) await writeFile(output, text);
      console.log(text);
      if (!report.success) process.exitCode = 1;
    });
}

interface RecallOptions {
  readonly direction: keyof typeof directions;
  readonly output?: string;
}

export function annotationsCommand(): Command {
  const transpose = new Command('transpose')
    .description('Which texts belong to each picture, from which pictures belong to each text.')
    .argument('<texts.jsonl>', 'annotations by text')
    .requiredOption('--output <texts.tr.jsonl>', 'file to write')
    .action(async (texts: string, { output }: { readonly output: string }) => {
      const annotations = await transposeAnnotations(application().datasets.texts(texts));
      const count = await writeLines(output, annotations, annotationLine);
      console.error(`${count} annotations written to ${output}.`);
    });
  return new Command('annotations').description('Annotation files.').addCommand(transpose);
}

function positive(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a whole number from 1 to 999999.');
}
