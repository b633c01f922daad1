import { writeFile } from 'node:fs/promises';
import cliProgress from 'cli-progress';
import { Command, Option } from 'commander';
import type { EmbeddingModel } from '../../core/embedding/embedding-model.ts';
import { DomainError } from '../../core/errors.ts';
import { predictionFile } from '../../core/evaluation/elevater/prediction-file.ts';
import { visionModelName } from '../../core/evaluation/published-size.ts';
import { zeroShotClassifier } from '../../core/evaluation/zero-shot/classifier.ts';
import {
  classifySet,
  type EmbeddedSet,
  embedSet,
  type ZeroShotResult,
} from '../../core/evaluation/zero-shot/evaluate.ts';
import {
  openZeroShotSet,
  type ZeroShotSet,
  type ZeroShotSource,
} from '../../core/evaluation/zero-shot/open-set.ts';
import { type ZeroShotReport, zeroShotReport } from '../../core/evaluation/zero-shot/report.ts';
import {
  originalTemplatesOf,
  type TemplateOrigin,
} from '../../core/evaluation/zero-shot/template-presets.ts';
import type { ModelManifest } from '../../core/model/manifest.ts';
import { Application } from '../application.ts';
import { readConfig } from '../config.ts';
import { writePieces } from './write-lines.ts';

/** Given for a file, it means the original's templates; a file of that name is ./chinese-clip. */
const originalName = 'chinese-clip' satisfies TemplateOrigin;

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
    .option(
      '--templates <file.json>',
      `a list of prompts with {}, or several named ones to compare; ${originalName}: those that Chinese-CLIP takes for --dataset`,
    )
    .option('--dataset <name>', "ELEVATER's name of the set: chooses prompts and metric")
    .option('--index <index.json>', 'order of the pictures in the prediction file')
    .option(
      '--vision-model <name>',
      'name in the prediction file, such as ViT-B-16 (default: by the size of the model)',
    )
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
  const { dataset: elevater } = options;
  const set = await openSet(application, folder, options);
  const model = await application.models.load(options.model);
  const embedded = await embedWithBar(model, set, options.unreadable);
  const reports: ZeroShotReport[] = [];
  for (const [name, prompts] of set.templates) {
    const classifier = await zeroShotClassifier(model, set.labels, prompts);
    const result = await classifySet(embedded, classifier);
    const report = await zeroShotReport(result, { templates: name, labels: set.labels, dataset: elevater });
    if (reports.length === 0 && options.output !== undefined)
      await writePieces(options.output, predictionPieces(options, set, model.manifest, result));
    reports.push(report);
    print(report);
  }
  if (options.report !== undefined) await writeFile(options.report, JSON.stringify(reports));
}

async function openSet(
  { datasets }: Application,
  folder: string,
  { labels, index, templates: given, dataset: elevater }: ZeroShotOptions,
): Promise<ZeroShotSet> {
  const isOriginal = given === originalName;
  const templates = isOriginal ? Object.fromEntries(originalTemplatesOf(elevater)) : given;
  const source = Object.entries({ folder, labels, index, templates, elevater }).filter(
    ([, value]) => value !== undefined,
  );
  return openZeroShotSet(
    datasets,
    Object.fromEntries(source) as unknown as ZeroShotSource,
    async (path) => path,
  );
}

async function embedWithBar(
  model: EmbeddingModel,
  { images }: ZeroShotSet,
  unreadable: 'fail' | 'skip',
): Promise<EmbeddedSet> {
  const bar = new cliProgress.SingleBar({ format: 'Pictures {bar} {value}/{total}' });
  bar.start(images.images.length, 0);
  try {
    return await embedSet(model, images, { unreadable, onProgress: (done) => bar.update(done) });
  } finally {
    // A running bar keeps the process alive.
    bar.stop();
  }
}

function predictionPieces(
  { visionModel, dataset }: ZeroShotOptions,
  { order }: ZeroShotSet,
  manifest: ModelManifest,
  result: ZeroShotResult,
): Generator<string> {
  return predictionFile({
    visionModel: visionModel ?? visionModelName(manifest),
    dataset: dataset ?? 'custom',
    parameters: manifest.parameters,
    result,
    ...(order === undefined ? {} : { order }),
  });
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
