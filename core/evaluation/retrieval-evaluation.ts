import type { EmbeddingModel } from '../embedding/embedding-model.ts';
import type { JobHandler, JobWork } from '../jobs/job-handler.ts';
import type { JsonObject } from '../json.ts';
import { findManifest } from '../model/find-manifest.ts';
import type { Precision } from '../model/manifest.ts';
import type { DatasetFiles } from '../ports/dataset-files.ts';
import type { DatasetRoots, DatasetSource } from '../ports/dataset-roots.ts';
import type { ModelRegistry } from '../ports/model-registry.ts';
import { evaluationText } from '../tokenization/evaluation-text.ts';
import { type ExtractionState, extractFeatures, nothingExtracted } from './extract-features.ts';
import type { RetrievalBenchmark } from './published-recalls.ts';
import { imageToText, type RetrievalDirection, textToImage } from './retrieval-direction.ts';
import { annotationLine, predictionLine } from './retrieval-lines.ts';
import { publishedComparison, type RetrievalScores, scoreSummary } from './retrieval-report.ts';
import type { RetrievalTools } from './retrieval-tools.ts';
import { transposeAnnotations } from './transpose-annotations.ts';

export const retrievalEvaluationKind = 'retrieval-evaluation';

export interface RetrievalEvaluationInput {
  /** The default model when left out. */
  readonly model?: string;
  readonly precision?: Precision;
  /** A TSV or a folder of pictures, inside the folders of data sets. */
  readonly images: string;
  /** JSONL of texts with the pictures that belong to them, likewise. */
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
  readonly retrieval: RetrievalTools;
  /** Told with every result. */
  readonly versions: Readonly<Record<string, string>>;
  /** Texts or pictures between two checkpoints. Default: 128. */
  readonly batchSize?: number;
}

/** The original's names for the files of a set called `eval`. */
const files = {
  textFeatures: 'eval_texts.txt_feat.jsonl',
  imageFeatures: 'eval_imgs.img_feat.jsonl',
  predictions: 'eval_predictions.jsonl',
  reversePredictions: 'eval_tr_predictions.jsonl',
  reverseGold: 'eval_texts.tr.jsonl',
  score: 'eval_score.json',
  reverseScore: 'eval_tr_score.json',
} as const;

/** What has to be the same for a checkpoint to be worth anything. */
interface Setting {
  readonly model: EmbeddingModel;
  readonly precision: Precision;
  readonly images: DatasetSource;
  readonly texts: DatasetSource;
  readonly fingerprint: string;
}

interface Checkpoint {
  readonly fingerprint: string;
  readonly texts: ExtractionState;
  readonly images: ExtractionState;
}

/** The original's retrieval evaluation, both ways, as one job: features, predictions, recalls. */
export class RetrievalEvaluation implements JobHandler {
  readonly kind = retrievalEvaluationKind;
  readonly #deps: RetrievalEvaluationDependencies;

  constructor(deps: RetrievalEvaluationDependencies) {
    this.#deps = deps;
  }

  /** @throws DomainError MODEL_NOT_FOUND, INVALID_INPUT for paths outside the folders of data sets */
  async prepare(input: JsonObject): Promise<JsonObject> {
    const { model, images, texts } = input as unknown as RetrievalEvaluationInput;
    const manifest = await findManifest(this.#deps.models, model);
    await Promise.all([this.#deps.roots.resolve(images), this.#deps.roots.resolve(texts)]);
    return { ...input, model: manifest.name };
  }

  async run(work: JobWork): Promise<JsonObject> {
    const input = work.input as unknown as RetrievalEvaluationInput;
    const setting = await this.#setting(input);
    const saved = work.checkpoint as unknown as Checkpoint | null;
    const fits = saved?.fingerprint === setting.fingerprint;
    const texts = await this.#extractTexts(
      work,
      setting,
      fits ? saved.texts : nothingExtracted,
      fits ? saved.images : nothingExtracted,
    );
    const images = await this.#extractImages(
      work,
      input,
      setting,
      texts,
      fits ? saved.images : nothingExtracted,
    );
    await this.#writeReverseGold(work, setting, new Set(images.skipped));
    const scores = await this.#score(work, setting);
    for (const name of Object.values(files)) {
      await work.publish(name, name.endsWith('.json') ? 'application/json' : 'application/x-ndjson');
    }
    const { manifest } = setting.model;
    return {
      model: manifest.name,
      spaceId: manifest.spaceId,
      weightsSha256: manifest.source.sha256,
      precision: setting.precision,
      provider: this.#deps.models.runtime(manifest.name)?.provider ?? null,
      counts: { texts: texts.read, images: images.read, unreadableImages: images.skipped.length },
      unreadableImages: images.skipped.slice(0, 100),
      textToImage: scoreSummary(scores.textToImage),
      imageToText: scoreSummary(scores.imageToText),
      published: publishedComparison(manifest, input.benchmark ?? null, scores),
      versions: this.#deps.versions,
    };
  }

  async #setting(input: RetrievalEvaluationInput): Promise<Setting> {
    const { models, roots } = this.#deps;
    const [images, texts] = await Promise.all([roots.resolve(input.images), roots.resolve(input.texts)]);
    const model = await models.load(input.model, input.precision);
    const { name, spaceId } = model.manifest;
    const precision = input.precision ?? models.runtime(name)!.precision;
    const fingerprint = [spaceId, precision, images.fingerprint, texts.fingerprint].join(' ');
    return { model, precision, images, texts, fingerprint };
  }

  #extractTexts(
    work: JobWork,
    setting: Setting,
    from: ExtractionState,
    images: ExtractionState,
  ): Promise<ExtractionState> {
    return extractFeatures(
      work,
      {
        fileName: files.textFeatures,
        idField: 'text_id',
        values: this.#deps.datasets.texts(setting.texts.path),
        batchSize: this.#deps.batchSize ?? 128,
        embed: async (batch) =>
          (await this.#model(setting)).embedTexts(batch.map(({ text }) => evaluationText(text))),
        skipUnreadable: false,
        save: (texts) =>
          this.#save(work, 'texts', texts, { fingerprint: setting.fingerprint, texts, images }),
      },
      from,
    );
  }

  #extractImages(
    work: JobWork,
    { unreadable }: RetrievalEvaluationInput,
    setting: Setting,
    texts: ExtractionState,
    from: ExtractionState,
  ): Promise<ExtractionState> {
    return extractFeatures(
      work,
      {
        fileName: files.imageFeatures,
        idField: 'image_id',
        values: this.#deps.datasets.images(setting.images.path),
        batchSize: this.#deps.batchSize ?? 128,
        embed: async (batch) => (await this.#model(setting)).embedImages(batch.map(({ bytes }) => bytes)),
        skipUnreadable: unreadable === 'skip',
        save: (images) =>
          this.#save(work, 'images', images, { fingerprint: setting.fingerprint, texts, images }),
      },
      from,
    );
  }

  /** Requests may have put another precision in its place meanwhile. */
  #model({ model, precision }: Setting): Promise<EmbeddingModel> {
    return this.#deps.models.load(model.manifest.name, precision);
  }

  async #save(
    work: JobWork,
    stage: string,
    { read }: ExtractionState,
    checkpoint: Checkpoint,
  ): Promise<void> {
    await work.saveCheckpoint(checkpoint as unknown as JsonObject);
    await work.progress({ stage, done: read });
  }

  /** Without the pictures that were skipped, which can ask for nothing. */
  async #writeReverseGold(work: JobWork, { texts }: Setting, skipped: ReadonlySet<string>): Promise<void> {
    const annotations = await transposeAnnotations(this.#deps.datasets.texts(texts.path));
    const kept = annotations.filter(({ imageId }) => !skipped.has(imageId));
    await work.files.write(work.jobId, files.reverseGold, kept.map(annotationLine));
  }

  async #score(work: JobWork, { texts }: Setting): Promise<RetrievalScores> {
    const path = (name: string) => work.files.pathOf(work.jobId, name);
    await work.progress({ stage: 'text-to-image', done: 0 });
    await this.#predict(work, files.textFeatures, files.imageFeatures, files.predictions);
    const forward = await this.#recall(work, texts.path, files.predictions, textToImage, files.score);
    await work.progress({ stage: 'image-to-text', done: 0 });
    await this.#predict(work, files.imageFeatures, files.textFeatures, files.reversePredictions);
    const gold = path(files.reverseGold);
    const reverse = await this.#recall(work, gold, files.reversePredictions, imageToText, files.reverseScore);
    return { textToImage: forward, imageToText: reverse };
  }

  async #predict(
    { files: folder, jobId, signal }: JobWork,
    queries: string,
    candidates: string,
    output: string,
  ): Promise<void> {
    const predictions = this.#deps.retrieval.topK(
      folder.pathOf(jobId, queries),
      folder.pathOf(jobId, candidates),
      10,
    );
    async function* lines(): AsyncGenerator<string> {
      for await (const prediction of predictions) {
        signal.throwIfAborted();
        yield predictionLine(prediction);
      }
    }
    await folder.write(jobId, output, lines());
  }

  async #recall(
    { files: folder, jobId }: JobWork,
    gold: string,
    predictions: string,
    direction: RetrievalDirection,
    output: string,
  ) {
    const report = await this.#deps.retrieval.recall(gold, folder.pathOf(jobId, predictions), direction);
    await folder.write(jobId, output, [JSON.stringify(report)]);
    return report;
  }
}
