import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { DomainError } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ModelManifest } from '../../core/model/manifest.ts';
import { Application } from '../application.ts';
import { readConfig } from '../config.ts';

interface ImportOptions {
  readonly name: string;
  readonly vocab: string;
  readonly visionConfig?: string;
  readonly textConfig?: string;
  readonly contextLength?: number;
  readonly weights: ModelManifest['weights'];
}

export function modelsCommand(): Command {
  return new Command('models')
    .description('Imported models.')
    .addCommand(listCommand())
    .addCommand(importCommand());
}

function listCommand(): Command {
  return new Command('list').description('List imported models.').action(async () => {
    const models = await new Application(readConfig(process.env)).modelStore.list();
    if (models.length === 0) console.log('No models yet. Import one with `tuwen models import`.');
    for (const { name, family, dimension, image, contextLength, parameters } of models) {
      const size = `${(parameters.total / 1e6).toFixed(2)} M parameters`;
      console.log(
        `${name}  ${family}  ${dimension} dimensions  ${image.size} px  ${contextLength} tokens  ${size}`,
      );
    }
  });
}

function importCommand(): Command {
  return new Command('import')
    .description('Import a checkpoint of the original (.pt) so that it can be served.')
    .argument('<file.pt>', 'checkpoint')
    .requiredOption('--name <name>', 'name of the model here')
    .requiredOption('--vocab <vocab.txt>', 'vocabulary of the checkpoint')
    .option(
      '--vision-config <file.json>',
      "the original's vision configuration; needed for unpublished sizes only",
    )
    .option(
      '--text-config <file.json>',
      "the original's text configuration; needed for unpublished sizes only",
    )
    .option(
      '--context-length <tokens>',
      'tokens per text including [CLS] and [SEP] (default: 52)',
      wholeNumber,
    )
    .addOption(
      new Option('--weights <reading>', "float16-rounded gives the numbers of the original's load_from_name")
        .choices(['as-stored', 'float16-rounded'])
        .default('as-stored'),
    )
    .action(importModel);
}

async function importModel(file: string, options: ImportOptions): Promise<void> {
  const { name, weights, contextLength, visionConfig, textConfig } = options;
  const model = await new Application(readConfig(process.env)).importModel.run({
    name,
    weights,
    checkpointPath: file,
    vocabulary: await readBytes(options.vocab),
    ...(contextLength === undefined ? {} : { contextLength }),
    ...(visionConfig === undefined ? {} : { visionConfig: await readJson(visionConfig) }),
    ...(textConfig === undefined ? {} : { textConfig: await readJson(textConfig) }),
  });
  const { total, visual, text } = model.parameters;
  console.log(
    `Imported ${model.name}: ${model.family}, ${model.dimension} dimensions, weights ${model.weights}.`,
  );
  console.log(
    `Parameters: ${total} in all, ${visual} visual, ${text} text. Source sha256 ${model.source.sha256}.`,
  );
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new DomainError(
      'INVALID_INPUT',
      `${path} cannot be read: ${(cause as NodeJS.ErrnoException).code}.`,
      { cause },
    );
  }
}

async function readJson(path: string): Promise<JsonObject> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(await readBytes(path)));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch (error) {
    if (error instanceof DomainError) throw error;
  }
  throw new DomainError('INVALID_INPUT', `${path} is no JSON object.`);
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a whole number.');
}
