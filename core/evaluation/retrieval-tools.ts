import { DomainError } from '../errors.ts';
import type { DatasetFeature, DatasetFiles } from '../ports/dataset-files.ts';
import type { FeatureRows, ProductSearch } from '../ports/product-search.ts';
import type { ParseExactJson } from './exact-json.ts';
import { type FirstHits, firstHits, recallScore, reportScore, type ScoreReport } from './recall.ts';
import type { RetrievalDirection } from './retrieval-direction.ts';
import { readPredictions, readReference, SubmissionError } from './submission.ts';
import { topK } from './top-k.ts';

/** `ENOENT`, which is what the original reports for gold answers that are not there. */
const noSuchFile = 2;

/** The best candidates of one query, ids as written. */
export interface Prediction {
  readonly queryField: DatasetFeature['idField'];
  readonly query: string;
  readonly answers: readonly string[];
}

export interface RetrievalToolsDependencies {
  readonly datasets: DatasetFiles;
  readonly parse: ParseExactJson;
  readonly openSearch: () => Promise<ProductSearch>;
}

/** The original's retrieval scripts, over its file formats. */
export class RetrievalTools {
  readonly #deps: RetrievalToolsDependencies;

  constructor(deps: RetrievalToolsDependencies) {
    this.#deps = deps;
  }

  /**
   * Predictions in the order of the queries. Source: cn_clip/eval/make_topk_predictions.py and …_tr.py.
   * @throws DomainError INVALID_INPUT for feature files that are broken, of different widths or of one kind
   */
  async *topK(queriesPath: string, candidatesPath: string, k: number): AsyncGenerator<Prediction> {
    const queries = await this.#readFeatures(queriesPath);
    const candidates = await this.#readFeatures(candidatesPath);
    requireComparable(queries, candidates);
    const search = await this.#deps.openSearch();
    try {
      let i = 0;
      for await (const rows of topK(search, queries.rows, candidates.rows, { k })) {
        const answers = Array.from(rows, (row) => candidates.ids[row]!);
        yield { queryField: queries.idField, query: queries.ids[i++]!, answers };
      }
    } finally {
      await search.close();
    }
  }

  /** What the original's evaluation writes, errors included. Source: cn_clip/eval/evaluation.py and evaluation_tr.py. */
  recall(goldPath: string, predictionsPath: string, direction: RetrievalDirection): Promise<ScoreReport> {
    return reportScore(async () => recallScore(await this.#firstHits(goldPath, predictionsPath, direction)));
  }

  /** The same with the hits of every query; none where the files are unfit. */
  async recallWithHits(
    goldPath: string,
    predictionsPath: string,
    direction: RetrievalDirection,
  ): Promise<{ readonly report: ScoreReport; readonly hits: FirstHits }> {
    let hits: FirstHits = new Map();
    const report = await reportScore(async () => {
      hits = await this.#firstHits(goldPath, predictionsPath, direction);
      return recallScore(hits);
    });
    return { report, hits };
  }

  async #firstHits(
    goldPath: string,
    predictionsPath: string,
    direction: RetrievalDirection,
  ): Promise<FirstHits> {
    const { datasets, parse } = this.#deps;
    const gold = await datasets.lines(goldPath);
    if (gold === undefined) throw new SubmissionError(noSuchFile);
    const reference = readReference(gold, direction, parse);
    const predicted = await datasets.lines(predictionsPath);
    if (predicted === undefined) throw new SubmissionError('The submission file is not found!');
    return firstHits(reference, readPredictions(predicted, reference, direction, parse));
  }

  async #readFeatures(path: string): Promise<Features> {
    const ids: string[] = [];
    const vectors: Float32Array[] = [];
    const fields = new Set<DatasetFeature['idField']>();
    for await (const { idField, id, vector } of this.#deps.datasets.features(path)) {
      requireWidth(path, vectors.length + 1, vector, vectors[0]);
      fields.add(idField);
      ids.push(id);
      vectors.push(vector);
    }
    const [idField, ...others] = fields;
    if (idField === undefined || others.length > 0) {
      throw new DomainError(
        'INVALID_INPUT',
        `${path} holds features of ${[...fields].join(' and ') || 'nothing'}.`,
        {
          remedy: 'Pass a file with features of texts, or one with features of pictures.',
        },
      );
    }
    return { idField, ids, rows: stacked(vectors) };
  }
}

interface Features {
  readonly idField: DatasetFeature['idField'];
  readonly ids: readonly string[];
  readonly rows: FeatureRows;
}

function stacked(vectors: readonly Float32Array[]): FeatureRows {
  const dimension = vectors[0]!.length;
  const values = new Float32Array(vectors.length * dimension);
  for (const [i, vector] of vectors.entries()) values.set(vector, i * dimension);
  return { count: vectors.length, dimension, values };
}

function requireWidth(path: string, line: number, vector: Float32Array, first?: Float32Array): void {
  if (first === undefined || vector.length === first.length) return;
  throw new DomainError(
    'INVALID_INPUT',
    `Feature ${line} of ${path} has ${vector.length} numbers, the first one has ${first.length}.`,
  );
}

function requireComparable(queries: Features, candidates: Features): void {
  const [a, b] = [queries.rows.dimension, candidates.rows.dimension];
  if (a === b) return;
  throw new DomainError('INVALID_INPUT', `The queries have ${a} numbers each, the candidates ${b}.`, {
    remedy: 'Extract both with the same model.',
  });
}
