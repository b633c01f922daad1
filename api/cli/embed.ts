import { Command } from 'commander';
import type { Embedding } from '../../core/embedding/embedding-model.ts';
import { DomainError } from '../../core/errors.ts';
import { batches } from '../../core/evaluation/batches.ts';
import { featureLine } from '../../core/evaluation/retrieval-lines.ts';
import type { DatasetFeature } from '../../core/ports/dataset-files.ts';
import { evaluationText } from '../../core/tokenization/evaluation-text.ts';
import { Application } from '../application.ts';
import { readConfig } from '../config.ts';
import { writeLines } from './write-lines.ts';

interface EmbedOptions {
  readonly model?: string;
  readonly texts?: string;
  readonly images?: string;
  readonly output: string;
  readonly raw?: true;
}

const batchSize = 128;

export function embedCommand(): Command {
  return new Command('embed')
    .description("Features of texts or pictures, in the original's JSONL format.")
    .option('--model <name>', 'model (default: the first one)')
    .option('--texts <texts.jsonl>', 'texts: {"text_id", "text"} per line, or an LMDB folder of pairs')
    .option(
      '--images <path>',
      'pictures: a TSV of id and base64, a folder whose file names are the ids, or an LMDB folder',
    )
    .requiredOption('--output <features.jsonl>', 'file to write')
    .option('--raw', "the towers' features before they are scaled to unit length")
    .action(embed);
}

/** Writes the features of texts or of pictures. */
export async function embed(options: EmbedOptions): Promise<void> {
  if ((options.texts === undefined) === (options.images === undefined)) {
    throw new DomainError('INVALID_INPUT', 'Give either --texts or --images.');
  }
  const application = new Application(readConfig(process.env));
  const vector = (embedding: Embedding) => (options.raw ? embedding.raw : embedding.unit);
  const features =
    options.texts === undefined
      ? imageFeatures(application, options, options.images!, vector)
      : textFeatures(application, options, options.texts, vector);
  const count = await writeLines(options.output, features, featureLine);
  console.error(`${count} features written to ${options.output}.`);
  await application.close();
}

/** Texts are folded as cn_clip/eval/extract_features.py does (`_preprocess_text`). */
async function* textFeatures(
  application: Application,
  { model }: EmbedOptions,
  path: string,
  vector: (embedding: Embedding) => Float32Array,
): AsyncGenerator<DatasetFeature> {
  const encoder = await application.models.load(model);
  for await (const texts of batches(application.datasets.texts(path), batchSize)) {
    const embeddings = await encoder.embedTexts(texts.map(({ text }) => evaluationText(text)));
    for (const [i, { id }] of texts.entries())
      yield { idField: 'text_id', id, vector: vector(embeddings[i]!) };
  }
}

async function* imageFeatures(
  application: Application,
  { model }: EmbedOptions,
  path: string,
  vector: (embedding: Embedding) => Float32Array,
): AsyncGenerator<DatasetFeature> {
  const encoder = await application.models.load(model);
  for await (const images of batches(application.datasets.images(path), batchSize)) {
    const embeddings = await encoder.embedImages(images.map(({ bytes }) => bytes));
    for (const [i, { id }] of images.entries()) {
      const embedding = embeddings[i]!;
      if (embedding instanceof Error) throw namedError(id, embedding);
      yield { idField: 'image_id', id, vector: vector(embedding) };
    }
  }
}

function namedError(id: string, cause: Error): DomainError {
  return new DomainError('IMAGE_UNREADABLE', `Picture ${id}: ${cause.message}`, { cause, details: { id } });
}
