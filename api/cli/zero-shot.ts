import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import cliProgress from 'cli-progress';
import { Command, Option } from 'commander';
import { DomainError } from '../../core/errors.ts';
import { checkOrder, predictionFile } from '../../core/evaluation/elevater/prediction-file.ts';
import { zeroShotClassifier } from '../../core/evaluation/zero-shot/classifier.ts';
import { evaluateZeroShot } from '../../core/evaluation/zero-shot/evaluate.ts';
import { type ZeroShotReport, zeroShotReport } from '../../core/evaluation/zero-shot/report.ts';
import {
  builtInTemplates,
  parseTemplateSets,
  type TemplateSets,
} from '../../core/evaluation/zero-shot/template-sets.ts';
import { Application } from '../application.ts';
import { readConfig } from '../config.ts';
import { writePieces } from './write-lines.ts';

interface ZeroShotOptions {
  readonly model?: string;
  readonly labels?: string;
  readonly templates?: string;
  readonly dataset?: string;
  readonly index?: string;
  readonly visionModel?: string;
  readonly unreadable: 'fail' | 'skip';
  readonly output?: string;
  readonly report?: string;
}

export function zeroShotCommand(): Command {
  return new Command('zeroshot')
    .description('Zero-shot classification of a folder with one folder of pictures for each class.')
    .argument('<folder>', 'class folders')
    .option('--model <name>', 'model (default: the first one)')
    .option('--labels <file>', 'one Chinese label a line (default: label_cn.txt in or beside the folder)')
    .option('--templates <file.json>', 'a list of prompts with {}, or several named ones to compare')
    .option('--dataset <name>', "ELEVATER's name of the set: chooses prompts and metric")
    .option('--index <index.json>', 'order of the pictures in the prediction file')
    .option('--vision-model <name>', 'name in the prediction file, such as ViT-B-16 (default: the model)')
    .addOption(
      new Option('--unreadable <policy>', 'what a picture that cannot be read does')
        .choices(['fail', 'skip'])
        .default('fail'),
    )
    .option('--output <predictions.json>', "ELEVATER's prediction file, of the first set of prompts")
    .option('--report <report.json>', 'figures, classes and confusions as JSON')
    .action(run);
}

async function run(folder: string, options: ZeroShotOptions): Promise<void> {
  if (options.output !== undefined && options.unreadable === 'skip') {
    throw new DomainError('INVALID_INPUT', 'A prediction file needs every picture.', {
      remedy: 'Leave out --unreadable skip, or --output.',
    });
  }
  const application = new Application(readConfig(process.env));
  try {
    await evaluate(application, folder, options);
  } finally {
    await application.close();
  }
}

async function evaluate(application: Application, folder: string, options: ZeroShotOptions): Promise<void> {
  const set = await application.datasets.imageFolder(folder);
  const labels = await readLabels(folder, options.labels);
  const sets = await readTemplates(options);
  const order = options.index === undefined ? undefined : await readIndex(options.index);
  if (order !== undefined) checkOrder(order, set.images.length);
  const model = await application.models.load(options.model);
  const bar = new cliProgress.SingleBar({ format: 'Pictures {bar} {value}/{total}' });
  bar.start(set.images.length, 0);
  try {
    const classifiers: (readonly Float32Array[])[] = [];
    for (const templates of sets.values())
      classifiers.push(await zeroShotClassifier(model, labels, templates));
    const { unreadable } = options;
    const onProgress = (done: number) => bar.update(done);
    const results = await evaluateZeroShot(model, set, { classifiers, unreadable, onProgress });
    bar.stop();
    const { dataset } = options;
    const reports = [...sets.keys()].map((templates, i) =>
      zeroShotReport(results[i]!, { templates, labels, ...(dataset === undefined ? {} : { dataset }) }),
    );
    for (const report of reports) print(report);
    if (options.report !== undefined) await writeFile(options.report, JSON.stringify(reports));
    if (options.output === undefined) return;
    const pieces = predictionFile({
      visionModel: options.visionModel ?? model.manifest.name,
      dataset: dataset ?? 'custom',
      parameters: model.manifest.parameters,
      result: results[0]!,
      ...(order === undefined ? {} : { order }),
    });
    await writePieces(options.output, pieces);
  } finally {
    // A running bar keeps the process alive.
    bar.stop();
  }
}

function print(report: ZeroShotReport): void {
  const percent = (share: number) => (100 * share).toFixed(2);
  const { accuracy, elevater, meanPerClass } = report;
  const skipped = report.unreadableCount === 0 ? '' : `, ${report.unreadableCount} unreadable`;
  console.log(
    `${report.templates}: top-1 ${percent(accuracy.value)} % (95 %: ${percent(accuracy.low)}–${percent(accuracy.high)}), ` +
      `mean per class ${percent(meanPerClass)} %, ${elevater.metric} ${percent(elevater.value)} ` +
      `(${report.pictureCount} pictures${skipped})`,
  );
  for (const { actual, predicted, count } of report.confusions.slice(0, 3))
    console.log(`  ${actual} taken for ${predicted}: ${count}`);
}

async function readLabels(folder: string, path?: string): Promise<readonly string[]> {
  const candidates =
    path === undefined ? [join(folder, 'label_cn.txt'), join(folder, '../label_cn.txt')] : [path];
  for (const candidate of candidates) {
    const text = await readFile(candidate, 'utf8').catch(() => undefined);
    if (text !== undefined) return text.trimEnd().split(/\r?\n/);
  }
  throw new DomainError('INVALID_INPUT', `There is no ${path ?? 'label_cn.txt in or beside the folder'}.`, {
    remedy: 'Write one label a line, in the order of the sorted class folders.',
  });
}

async function readTemplates({ templates, dataset }: ZeroShotOptions): Promise<TemplateSets> {
  if (templates === undefined) return builtInTemplates(dataset);
  return parseTemplateSets(await readText(templates));
}

async function readIndex(path: string): Promise<readonly number[]> {
  const text = await readText(path);
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.every((each) => typeof each === 'number')) return value;
  } catch {
    // Told below.
  }
  throw new DomainError('INVALID_INPUT', `${path} is no JSON list of numbers.`);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new DomainError('INVALID_INPUT', `${path} cannot be read.`, { cause });
  }
}
