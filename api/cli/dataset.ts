import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { DomainError } from '../../core/errors.ts';
import { checkDataset } from '../../core/evaluation/datasets/dataset-check.ts';
import type { DatasetReport } from '../../core/evaluation/datasets/findings.ts';
import { knownDataset, registerDataset } from '../../core/evaluation/datasets/register-dataset.ts';
import type { Dataset } from '../../core/ports/dataset-registry.ts';
import { Application } from '../application.ts';
import { readConfig } from '../config.ts';
import { withDatabase } from './with-database.ts';

interface SourceOptions {
  readonly images?: string;
  readonly texts?: string;
  readonly benchmark?: string;
  readonly folder?: string;
  readonly labels?: string;
  readonly index?: string;
  readonly elevater?: string;
}

export function datasetCommand(): Command {
  return new Command('dataset')
    .description('Data sets by name, what is wrong with them, and the LMDB files of the original.')
    .addCommand(addCommand())
    .addCommand(new Command('list').description('List the registered data sets.').action(list))
    .addCommand(
      new Command('remove')
        .description('Forget a data set; its files stay.')
        .argument('<name>')
        .action((name: string) =>
          withDatabase(async ({ registry }) => {
            await knownDataset(registry, name);
            await registry.remove(name);
            console.log(`${name} is forgotten; its files stay.`);
          }),
        ),
    )
    .addCommand(doctorCommand())
    .addCommand(buildLmdbCommand());
}

function withSource(command: Command): Command {
  return command
    .option('--images <path>', 'retrieval: a TSV, a folder of pictures, or an LMDB folder')
    .option('--texts <path>', 'retrieval: a JSONL of texts, or an LMDB folder of pairs')
    .option('--folder <path>', 'classification: a folder with a folder for each class')
    .option(
      '--labels <file>',
      'classification: one label a line (default: label_cn.txt in or beside the folder)',
    )
    .option('--index <index.json>', 'classification: the pictures that ELEVATER wants, in its order')
    .option('--elevater <name>', "classification: ELEVATER's name of the set");
}

function addCommand(): Command {
  return withSource(new Command('add'))
    .description('Register a data set inside a folder of TUWEN_DATASETS.')
    .argument('<name>')
    .addOption(
      new Option('--benchmark <name>', "retrieval: compare with the original's numbers").choices([
        'MUGE',
        'Flickr30K-CN',
        'COCO-CN',
      ]),
    )
    .action((name: string, options: SourceOptions) =>
      withDatabase(async ({ registry, roots }) => {
        await registerDataset({ registry, roots }, name, sourceOf(options));
        console.log(`${name} is registered.`);
      }),
    );
}

async function list(): Promise<void> {
  await withDatabase(async ({ registry }) => {
    for (const { name, source } of await registry.list()) {
      const paths = source.kind === 'retrieval' ? `${source.images}  ${source.texts}` : source.folder;
      console.log(`${name}  ${source.kind}  ${paths}`);
    }
  });
}

function doctorCommand(): Command {
  return withSource(new Command('doctor'))
    .description('What would spoil an evaluation on a data set; 1 is the exit code when there are errors.')
    .argument('[name]', 'registered data set; left out: the paths of the options')
    .option('--decode', 'decode every picture whole instead of its header')
    .option('--json', 'print the report as JSON')
    .action(async (name: string | undefined, options: SourceOptions & { decode?: true; json?: true }) => {
      const report = await (name === undefined ? doctorOfPaths(options) : doctorOfName(name, options));
      console.log(options.json ? JSON.stringify(report) : reportText(report));
      if (report.errors > 0) process.exitCode = 1;
    });
}

/** On a command line, every path may be read. */
async function doctorOfPaths(options: SourceOptions & { decode?: true }): Promise<DatasetReport> {
  const application = new Application({ ...readConfig(process.env), datasets: [resolve('/')] });
  const paths = ['images', 'texts', 'folder', 'labels', 'index'] as const;
  const absolute = Object.fromEntries(
    paths.flatMap((path) => (options[path] === undefined ? [] : [[path, resolve(options[path])]])),
  );
  try {
    const source = sourceOf({ ...options, ...absolute });
    return await checkDataset(application, source, options.decode === true, async () => undefined);
  } finally {
    await application.close();
  }
}

function doctorOfName(name: string, { decode }: { decode?: true }): Promise<DatasetReport> {
  return withDatabase(async (application) => {
    const { source } = await knownDataset(application.registry, name);
    return checkDataset(application, source, decode === true, async () => undefined);
  });
}

function reportText({ kind, counts, errors, warnings, findings }: DatasetReport): string {
  const found = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  const lines = [`${kind} set: ${found.join(', ')}; ${errors} errors, ${warnings} warnings`];
  for (const { severity, code, count, examples, remedy } of findings) {
    lines.push('', `${severity} ${code} (${count})`);
    for (const { where, message } of examples.slice(0, 5))
      lines.push(`  ${where === undefined ? '' : `${where}: `}${message}`);
    if (count > 5) lines.push(`  … and ${count - Math.min(5, examples.length)} more`);
    lines.push(`  ${remedy}`);
  }
  return lines.join('\n');
}

function buildLmdbCommand(): Command {
  return new Command('build-lmdb')
    .description("The original's LMDB folders out of <split>_imgs.tsv and <split>_texts.jsonl.")
    .argument('<folder>', 'folder with the files of each split')
    .requiredOption('--splits <names>', 'comma-separated, e.g. train,valid,test', splitNames)
    .option('--output <folder>', 'folder to write (default: lmdb in the folder)')
    .action(async (folder: string, { splits, output }: { splits: readonly string[]; output?: string }) => {
      const { lmdbBuilder } = new Application(readConfig(process.env));
      for (const split of splits) {
        const target = join(output ?? join(folder, 'lmdb'), split);
        const pairs = await lmdbBuilder.buildPairs(
          join(folder, `${split}_texts.jsonl`),
          join(target, 'pairs'),
        );
        const images = await lmdbBuilder.buildImages(join(folder, `${split}_imgs.tsv`), join(target, 'imgs'));
        console.log(`${split}: ${pairs} pairs, ${images} pictures in ${target}`);
      }
    });
}

function splitNames(text: string): readonly string[] {
  const names = [...new Set(text.split(',').map((name) => name.trim()))];
  if (names.every((name) => /^[\w-]+$/.test(name))) return names;
  throw new DomainError('INVALID_INPUT', `"${text}" is no list of splits.`, {
    remedy: 'Write train,valid,test.',
  });
}

function sourceOf({
  images,
  texts,
  benchmark,
  folder,
  labels,
  index,
  elevater,
}: SourceOptions): Dataset['source'] {
  const given = (fields: Record<string, string | undefined>) =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  if (images !== undefined && texts !== undefined && folder === undefined)
    return { kind: 'retrieval', ...given({ images, texts, benchmark }) } as Dataset['source'];
  if (folder !== undefined && images === undefined && texts === undefined)
    return { kind: 'classification', ...given({ folder, labels, index, elevater }) } as Dataset['source'];
  throw new DomainError('INVALID_INPUT', 'A data set is of one kind.', {
    remedy: 'Give --images and --texts, or --folder.',
  });
}
