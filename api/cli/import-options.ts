import { readFile } from 'node:fs/promises';
import cliProgress from 'cli-progress';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { DomainError } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ImportModelInput, ImportProgress } from '../../core/model/import-model.ts';
import type { ModelManifest, Precision } from '../../core/model/manifest.ts';
import { modelPrecisions } from '../../core/model/model-precisions.ts';

/** What `models import` and `models pull` may be told about the model. */
export interface ImportOptions {
  readonly name: string;
  readonly vocab?: string;
  readonly visionConfig?: string;
  readonly textConfig?: string;
  readonly contextLength?: number;
  readonly imageSize?: number;
  readonly weights: ModelManifest['weights'];
  readonly precision: readonly Precision[];
  readonly family?: string;
  readonly force: boolean;
}

export function addImportOptions(command: Command): Command {
  return command
    .requiredOption('--name <name>', 'name of the model here')
    .option('--vocab <file>', 'vocabulary (default: the one beside the checkpoint)')
    .option('--vision-config <file.json>', "the original's vision configuration, for unpublished sizes")
    .option('--text-config <file.json>', "the original's text configuration, for unpublished sizes")
    .option('--context-length <tokens>', 'tokens per text including special ones', wholeNumber)
    .option('--image-size <pixels>', 'edge of the input, when not the one of training', wholeNumber)
    .addOption(
      new Option('--weights <reading>', "float16-rounded gives the numbers of the original's load_from_name")
        .choices(['as-stored', 'float16-rounded'])
        .default('as-stored'),
    )
    .addOption(
      new Option('--precision <names...>', 'number formats to write beside float32')
        .choices(['float16', 'int8'])
        .default([]),
    )
    .option('--force', 'keep a precision that is too far from float32', false)
    .option('--family <plugin>', 'plugin that must read it (default: the first that recognises it)');
}

export async function readImportOptions(
  options: ImportOptions,
): Promise<Omit<ImportModelInput, 'checkpointPath'>> {
  const { name, weights, contextLength, imageSize, visionConfig, textConfig, vocab, family } = options;
  return {
    name,
    weights,
    precisions: options.precision,
    force: options.force,
    ...(family === undefined ? {} : { family }),
    ...(vocab === undefined ? {} : { vocabulary: await readBytes(vocab) }),
    ...(contextLength === undefined ? {} : { contextLength }),
    ...(imageSize === undefined ? {} : { imageSize }),
    ...(visionConfig === undefined ? {} : { visionConfig: await readJson(visionConfig) }),
    ...(textConfig === undefined ? {} : { textConfig: await readJson(textConfig) }),
  };
}

/** A bar for an import. It keeps the process alive until it is stopped. */
export function importBar(): { onProgress(progress: ImportProgress): void; stop(): void } {
  const bar = new cliProgress.SingleBar({ format: '{stage} {subject} {bar} {percentage}%' });
  bar.start(1, 0, { stage: 'reading', subject: '' });
  return {
    onProgress({ stage, subject, done, total }) {
      bar.setTotal(total);
      bar.update(done, { stage, subject });
    },
    stop: () => bar.stop(),
  };
}

export function printModel(model: ModelManifest): void {
  const { total, visual, text } = model.parameters;
  console.log(
    `Imported ${model.name}: ${model.family}, ${model.dimension} dimensions, weights ${model.weights}.`,
  );
  console.log(
    `Parameters: ${total} in all, ${visual} visual, ${text} text. Source sha256 ${model.source.sha256}.`,
  );
  for (const { precision, sizeBytes, parity } of modelPrecisions(model)) {
    const compared =
      parity === null
        ? 'reference'
        : `smallest cosine ${parity.image.minimumCosine.toFixed(5)} (pictures), ${parity.text.minimumCosine.toFixed(5)} (texts)`;
    console.log(`${precision}: ${(sizeBytes / 1e6).toFixed(1)} MB, ${compared}.`);
  }
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
