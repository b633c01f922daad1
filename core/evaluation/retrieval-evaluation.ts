import type { JobHandler, JobWork } from '../jobs/job-handler.ts';
import type { JsonObject } from '../json.ts';
import { findManifest } from '../model/find-manifest.ts';
import type { Precision } from '../model/manifest.ts';
import type { DatasetFiles } from '../ports/dataset-files.ts';
import type { DatasetRegistry } from '../ports/dataset-registry.ts';
import type { DatasetRoots } from '../ports/dataset-roots.ts';
import type { ModelRegistry } from '../ports/model-registry.ts';
import { withDataset } from './datasets/register-dataset.ts';
import { EvaluatedModel } from './evaluated-model.ts';
import type { RetrievalBenchmark } from './published-recalls.ts';
import { publishedComparison, scoreSummary } from './retrieval-report.ts';
import { RetrievalRun } from './retrieval-run.ts';
import type { RetrievalTools } from './retrieval-tools.ts';

export const retrievalEvaluationKind = 'retrieval-evaluation';

export interface RetrievalEvaluationInput {
  /** The default model when left out. */
  readonly model?: string;
  readonly precision?: Precision;
  /** Name of a registered data set, in place of the paths. */
  readonly dataset?: string;
  /** A TSV, a folder of pictures or an LMDB folder, inside the folders of data sets. */
  readonly images: string;
  /** JSONL of texts with the pictures that belong to them, or an LMDB folder of pairs, likewise. */
  readonly texts: string;
  /** Which of the original's published numbers the result is compared with. */
  readonly benchmark?: RetrievalBenchmark;
  /** What an unreadable picture does: end the job (default), or be left out and counted. */
  readonly unreadable?: 'fail' | 'skip';
}

export interface RetrievalEvaluationDependencies {
  readonly models: ModelRegistry;
  readonly datasets: DatasetFiles;
  readonly roots: DatasetRoots;
  readonly registry: DatasetRegistry;
  readonly retrieval: RetrievalTools;
  /** Told with every result. */
  readonly versions: Readonly<Record<string, string>>;
  /** Texts or pictures between two checkpoints. Default: 128. */
  readonly batchSize?: number;
}

/** The original's retrieval evaluation, both ways, as one job: features, predictions, recalls. */
export class RetrievalEvaluation implements JobHandler {
  readonly kind = retrievalEvaluationKind;
  readonly #deps: RetrievalEvaluationDependencies;

  constructor(deps: RetrievalEvaluationDependencies) {
    this.#deps = deps;
  }

  /** @throws DomainError MODEL_NOT_FOUND, NOT_FOUND, INVALID_INPUT for paths outside the folders of data sets */
  async prepare(given: JsonObject): Promise<JsonObject> {
    const { models, roots, registry } = this.#deps;
    const named = given as unknown as RetrievalEvaluationInput;
    const input = await withDataset(registry, 'retrieval', named, ['images', 'texts']);
    const manifest = await findManifest(models, input.model);
    await Promise.all([roots.resolve(input.images), roots.resolve(input.texts)]);
    return { ...input, model: manifest.name };
  }

  async run(work: JobWork): Promise<JsonObject> {
    const { models, roots, datasets, retrieval, versions, batchSize = 128 } = this.#deps;
    const input = work.input as unknown as RetrievalEvaluationInput;
    const [images, texts] = await Promise.all([roots.resolve(input.images), roots.resolve(input.texts)]);
    const model = await EvaluatedModel.open(models, input.model, input.precision);
    const skipUnreadable = input.unreadable === 'skip';
    const set = { model, images, texts, batchSize, skipUnreadable };
    const { counts, unreadableImages, scores } = await new RetrievalRun(work, set, {
      datasets,
      retrieval,
    }).run();
    return {
      ...model.facts(),
      dataFingerprint: `${images.fingerprint} ${texts.fingerprint}`,
      counts: { ...counts, unreadableImages: unreadableImages.length },
      unreadableImages: unreadableImages.slice(0, 100),
      textToImage: scoreSummary(scores.textToImage),
      imageToText: scoreSummary(scores.imageToText),
      published: publishedComparison(model.manifest, input.benchmark ?? null, scores),
      versions,
    };
  }
}
