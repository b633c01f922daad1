import type { JobWork } from '../jobs/job-handler.ts';
import type { JsonObject } from '../json.ts';
import type { DatasetFiles, DatasetText } from '../ports/dataset-files.ts';
import type { DatasetSource } from '../ports/dataset-roots.ts';
import { evaluationText } from '../tokenization/evaluation-text.ts';
import type { EvaluatedModel } from './evaluated-model.ts';
import {
  type Extraction,
  type ExtractionState,
  extractFeatures,
  nothingExtracted,
} from './extract-features.ts';
import { outcomesFile, retrievalOutcomeLines } from './outcomes.ts';
import type { FirstHits, ScoreReport } from './recall.ts';
import { imageToText, type RetrievalDirection, textToImage } from './retrieval-direction.ts';
import { annotationLine, featureLine, predictionLine, textLine } from './retrieval-lines.ts';
import type { RetrievalScores } from './retrieval-report.ts';
import type { RetrievalTools } from './retrieval-tools.ts';
import { transposeAnnotations } from './transpose-annotations.ts';

/** The original's names for the files of a set called `eval`. */
const files = {
  textFeatures: 'eval_texts.txt_feat.jsonl',
  imageFeatures: 'eval_imgs.img_feat.jsonl',
  gold: 'eval_texts.jsonl',
  predictions: 'eval_predictions.jsonl',
  reversePredictions: 'eval_tr_predictions.jsonl',
  reverseGold: 'eval_texts.tr.jsonl',
  score: 'eval_score.json',
  reverseScore: 'eval_tr_score.json',
  outcomes: outcomesFile,
} as const;

const predictionsPerQuery = 10;

/** Predictions between two reports of progress. */
const reportEvery = 1000;

export interface RetrievalSet {
  readonly model: EvaluatedModel;
  readonly images: DatasetSource;
  readonly texts: DatasetSource;
  /** Texts or pictures between two checkpoints. */
  readonly batchSize: number;
  readonly skipUnreadable: boolean;
}

export interface RetrievalRunResult {
  readonly counts: { readonly texts: number; readonly images: number };
  /** Ids. */
  readonly unreadableImages: readonly string[];
  readonly scores: RetrievalScores;
}

/** How far the features are; of no worth once model or data have another fingerprint. */
interface Checkpoint {
  readonly fingerprint: string;
  readonly texts: ExtractionState;
  readonly images: ExtractionState;
}

/** One retrieval evaluation at work, from its last checkpoint to its published files. */
export class RetrievalRun {
  readonly #work: JobWork;
  readonly #set: RetrievalSet;
  readonly #tools: { readonly datasets: DatasetFiles; readonly retrieval: RetrievalTools };
  #checkpoint: Checkpoint;

  constructor(
    work: JobWork,
    set: RetrievalSet,
    tools: { readonly datasets: DatasetFiles; readonly retrieval: RetrievalTools },
  ) {
    this.#work = work;
    this.#set = set;
    this.#tools = tools;
    const { model, images, texts } = set;
    const fingerprint = [model.fingerprint, images.fingerprint, texts.fingerprint].join(' ');
    const saved = work.checkpoint as unknown as Checkpoint | null;
    const anew = { fingerprint, texts: nothingExtracted, images: nothingExtracted };
    this.#checkpoint = saved?.fingerprint === fingerprint ? saved : anew;
  }

  /** @throws DomainError IMAGE_UNREADABLE, INVALID_INPUT, INFERENCE_FAILED, STORAGE_FAILED */
  async run(): Promise<RetrievalRunResult> {
    await this.#extractTexts();
    await this.#extractImages();
    const { texts, images } = this.#checkpoint;
    await this.#writeGold(new Set(images.skipped));
    const scores = await this.#score();
    for (const name of Object.values(files)) {
      if (name === files.gold) continue;
      await this.#work.publish(name, name.endsWith('.json') ? 'application/json' : 'application/x-ndjson');
    }
    return {
      counts: { texts: texts.read, images: images.read },
      unreadableImages: images.skipped,
      scores,
    };
  }

  #extractTexts(): Promise<void> {
    const { model, texts } = this.#set;
    return this.#extract<DatasetText>('texts', texts, {
      fileName: files.textFeatures,
      values: this.#tools.datasets.texts(texts.path),
      line: ({ id }, vector) => featureLine({ idField: 'text_id', id, vector }),
      embed: async (batch) => (await model.load()).embedTexts(batch.map(({ text }) => evaluationText(text))),
      skipUnreadable: false,
    });
  }

  #extractImages(): Promise<void> {
    const { model, images, skipUnreadable } = this.#set;
    return this.#extract('images', images, {
      fileName: files.imageFeatures,
      values: this.#tools.datasets.images(images.path),
      line: ({ id }, vector) => featureLine({ idField: 'image_id', id, vector }),
      embed: async (batch) => (await model.load()).embedImages(batch.map(({ bytes }) => bytes)),
      skipUnreadable,
    });
  }

  async #extract<T extends { readonly id: string }>(
    stage: 'texts' | 'images',
    { path }: DatasetSource,
    extraction: Omit<Extraction<T>, 'batchSize' | 'save'>,
  ): Promise<void> {
    const total = await this.#tools.datasets.count(path);
    const save = async (state: ExtractionState): Promise<void> => {
      this.#checkpoint = { ...this.#checkpoint, [stage]: state };
      await this.#work.saveCheckpoint(this.#checkpoint as unknown as JsonObject);
      await this.#work.progress({ stage, done: state.read, total });
    };
    const { batchSize } = this.#set;
    await extractFeatures(this.#work, { ...extraction, batchSize, save }, this.#checkpoint[stage]);
  }

  /**
   * In the original's form, whatever form the data set has. Pictures that were skipped can ask for nothing; a text that asks for
   * one misses.
   */
  async #writeGold(skipped: ReadonlySet<string>): Promise<void> {
    const { datasets } = this.#tools;
    const { path } = this.#set.texts;
    await this.#write(files.gold, mapped(datasets.texts(path), textLine));
    const annotations = await transposeAnnotations(datasets.texts(path));
    const kept = annotations.filter(({ imageId }) => !skipped.has(imageId));
    await this.#write(files.reverseGold, kept.map(annotationLine));
  }

  async #score(): Promise<RetrievalScores> {
    const { texts, images } = this.#checkpoint;
    await this.#predict(files.textFeatures, files.imageFeatures, files.predictions, texts.read);
    const forward = await this.#recall(files.gold, files.predictions, textToImage, files.score);
    const imageCount = images.read - images.skipped.length;
    await this.#predict(files.imageFeatures, files.textFeatures, files.reversePredictions, imageCount);
    const reverse = await this.#recall(
      files.reverseGold,
      files.reversePredictions,
      imageToText,
      files.reverseScore,
    );
    await this.#write(files.outcomes, [
      ...retrievalOutcomeLines(textToImage, forward.hits),
      ...retrievalOutcomeLines(imageToText, reverse.hits),
    ]);
    return { textToImage: forward.report, imageToText: reverse.report };
  }

  async #predict(queries: string, candidates: string, output: string, total: number): Promise<void> {
    const work = this.#work;
    const stage = output === files.predictions ? 'text-to-image' : 'image-to-text';
    const [queriesPath, candidatesPath] = [this.#pathOf(queries), this.#pathOf(candidates)];
    const predictions = this.#tools.retrieval.topK(queriesPath, candidatesPath, predictionsPerQuery);
    async function* lines(): AsyncGenerator<string> {
      let done = 0;
      for await (const prediction of predictions) {
        work.signal.throwIfAborted();
        if (done % reportEvery === 0) await work.progress({ stage, done, total });
        done++;
        yield predictionLine(prediction);
      }
    }
    await this.#write(output, lines());
  }

  async #recall(
    gold: string,
    predictions: string,
    direction: RetrievalDirection,
    output: string,
  ): Promise<{ readonly report: ScoreReport; readonly hits: FirstHits }> {
    const scored = await this.#tools.retrieval.recallWithHits(
      this.#pathOf(gold),
      this.#pathOf(predictions),
      direction,
    );
    await this.#write(output, [JSON.stringify(scored.report)]);
    return scored;
  }

  #pathOf(name: string): string {
    return this.#work.files.pathOf(this.#work.jobId, name);
  }

  #write(name: string, lines: AsyncIterable<string> | Iterable<string>): Promise<void> {
    return this.#work.files.write(this.#work.jobId, name, ended(lines));
  }
}

function ended(lines: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  return mapped(lines, (line) => `${line}\n`);
}

async function* mapped<From, To>(
  values: AsyncIterable<From> | Iterable<From>,
  map: (value: From) => To,
): AsyncGenerator<To> {
  for await (const value of values) yield map(value);
}
