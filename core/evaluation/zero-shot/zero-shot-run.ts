import type { JobWork } from '../../jobs/job-handler.ts';
import type { JsonObject } from '../../json.ts';
import type { LabelledImage } from '../../ports/labelled-images.ts';
import { predictionFile } from '../elevater/prediction-file.ts';
import type { EvaluatedModel } from '../evaluated-model.ts';
import { type ExtractionState, extractFeatures } from '../extract-features.ts';
import { outcomesFile, zeroShotOutcomeLine } from '../outcomes.ts';
import { visionModelName } from '../published-size.ts';
import { zeroShotClassifier } from './classifier.ts';
import { classifySet, embedPictures, type ZeroShotResult } from './evaluate.ts';
import type { ZeroShotSet } from './open-set.ts';
import { publishedScore } from './published-scores.ts';
import { type ZeroShotReport, zeroShotReport } from './report.ts';

export interface ZeroShotRunInput {
  readonly model: EvaluatedModel;
  readonly set: ZeroShotSet;
  /** Before the names of its files; empty for a job with one set. */
  readonly prefix: string;
  readonly skipUnreadable: boolean;
  /** Pictures between two checkpoints. */
  readonly batchSize: number;
  /** How far the last worker came. */
  readonly from: ExtractionState;
  /** Called when a batch is on the disk. */
  readonly save: (state: ExtractionState) => Promise<void>;
}

/** What a result says of one set. */
export interface ZeroShotRunResult {
  readonly pictures: number;
  readonly unreadable: readonly string[];
  /** One for each set of templates, without their tables, which are in the report file. */
  readonly scores: readonly JsonObject[];
  /** Name of ELEVATER's prediction file; undefined where the set is none of ELEVATER's, or pictures were left out. */
  readonly predictions?: string;
}

/**
 * Evaluates a model on one set, once for each set of templates over the same vectors. Vectors (N, D) and the probabilities
 * of one set of templates (N, C) are in memory at a time: 4 · N · (D + C) bytes.
 * @throws DomainError IMAGE_UNREADABLE, INFERENCE_FAILED, STORAGE_FAILED
 */
export async function runZeroShot(work: JobWork, input: ZeroShotRunInput): Promise<ZeroShotRunResult> {
  const { model, set, prefix } = input;
  const features = `${prefix}features.txt`;
  const { skipped } = await embedPicturesOf(work, input, features);
  const left = new Set(skipped);
  const images = set.images.images.filter(({ path }) => !left.has(path));
  const vectors = await readVectors(work, features);
  const unreadable = skipped.map((path) => ({ path, message: 'unreadable' }));
  const reports: ZeroShotReport[] = [];
  const outcomes: string[] = [];
  let predictions: string | undefined;
  for (const [name, templates] of set.templates) {
    await work.progress({ stage: 'templates', done: reports.length, total: set.templates.size });
    const classifier = await zeroShotClassifier(await model.load(), set.labels, templates);
    const result = await classifySet({ images, vectors, unreadable }, classifier);
    outcomes.push(...outcomeLines(name, set.labels, result));
    reports.push(await zeroShotReport(result, { ...set, templates: name, dataset: set.elevater }));
    if (reports.length === 1) predictions = await writePredictions(work, input, result);
  }
  const write = async (name: string, mediaType: string, pieces: Iterable<string>) => {
    await work.files.write(work.jobId, prefix + name, pieces);
    await work.publish(prefix + name, mediaType);
  };
  await write(outcomesFile, 'application/x-ndjson', outcomes);
  await write('report.json', 'application/json', [JSON.stringify(reports)]);
  return {
    pictures: images.length,
    unreadable: skipped,
    scores: reports.map((report) => scoreOf(report, model, set.elevater)),
    ...(predictions === undefined ? {} : { predictions }),
  };
}

function embedPicturesOf(
  work: JobWork,
  { model, set, skipUnreadable, batchSize, from, save }: ZeroShotRunInput,
  fileName: string,
): Promise<ExtractionState> {
  type Picture = LabelledImage & { readonly id: string };
  async function* pictures(): AsyncGenerator<Picture> {
    for (const image of set.images.images) yield { ...image, id: image.path };
  }
  const extraction = {
    fileName,
    values: pictures(),
    line: (_: Picture, unit: Float32Array) => JSON.stringify([...unit]),
    embed: async (batch: readonly Picture[]) => embedPictures(await model.load(), set.images, batch),
    batchSize,
    skipUnreadable,
    save: async (state: ExtractionState) => {
      await save(state);
      await work.progress({ stage: 'pictures', done: state.read, total: set.images.images.length });
    },
  };
  return extractFeatures(work, extraction, from);
}

async function readVectors({ files, jobId }: JobWork, name: string): Promise<readonly Float32Array[]> {
  const vectors: Float32Array[] = [];
  for await (const line of files.lines(jobId, name))
    vectors.push(Float32Array.from(JSON.parse(line) as number[]));
  return vectors;
}

function* outcomeLines(
  templates: string,
  labels: readonly string[],
  result: ZeroShotResult,
): Generator<string> {
  for (const [i, { path, classIndex }] of result.images.entries()) {
    const outcome = {
      templates,
      id: path,
      class: labels[classIndex]!,
      predicted: labels[result.predicted[i]!]!,
    };
    yield `${zeroShotOutcomeLine(outcome)}\n`;
  }
}

/** ELEVATER wants every picture of its own sets, by the first set of templates. */
async function writePredictions(
  work: JobWork,
  { model: { manifest }, set: { elevater, order } }: ZeroShotRunInput,
  result: ZeroShotResult,
): Promise<string | undefined> {
  if (elevater === undefined || result.unreadable.length > 0) return undefined;
  const name = `${elevater}.json`;
  const pieces = predictionFile({
    visionModel: visionModelName(manifest),
    dataset: elevater,
    parameters: manifest.parameters,
    result,
    ...(order === undefined ? {} : { order }),
  });
  await work.files.write(work.jobId, name, pieces);
  await work.publish(name, 'application/json');
  return name;
}

function scoreOf(
  { templates, accuracy, meanPerClass, elevater }: ZeroShotReport,
  { manifest }: EvaluatedModel,
  dataset: string | undefined,
): JsonObject {
  const published = publishedScore(manifest, dataset, elevater.value);
  return { templates, accuracy: { ...accuracy }, meanPerClass, elevater: { ...elevater }, published };
}
