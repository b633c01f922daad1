import type { JobHandler, JobWork } from '../../jobs/job-handler.ts';
import type { JsonObject } from '../../json.ts';
import type { DatasetFiles } from '../../ports/dataset-files.ts';
import type {
  ClassificationDataset,
  Dataset,
  DatasetRegistry,
  RetrievalDataset,
} from '../../ports/dataset-registry.ts';
import type { DatasetRoots } from '../../ports/dataset-roots.ts';
import type { ImageInspector } from '../../ports/image-inspector.ts';
import type { ImagePreprocessor } from '../../ports/image-preprocessor.ts';
import { locateWithin } from '../zero-shot/located-set.ts';
import { checkClassificationSet } from './check-classification.ts';
import { type CheckProgress, checkRetrievalSet } from './check-retrieval.ts';
import type { DatasetReport } from './findings.ts';
import { knownDataset } from './register-dataset.ts';

export const datasetCheckKind = 'dataset-check';

const reportFile = 'report.json';

/** Small, because only whether a picture can be decoded matters. */
const triedGeometry = { size: 8, resize: 'squash', filter: 'pillow-bilinear' } as const;

export interface DatasetCheckInput {
  /** Name of a registered data set. */
  readonly dataset: string;
  /** Decodes every picture whole, which takes as long as an evaluation's decoding; default: headers only. */
  readonly decode?: boolean;
}

export interface DatasetCheckDeps {
  readonly registry: DatasetRegistry;
  readonly datasets: DatasetFiles;
  readonly roots: DatasetRoots;
  readonly inspector: ImageInspector;
  readonly preprocessor: ImagePreprocessor;
}

/** The doctor for data sets as a job. */
export class DatasetCheck implements JobHandler {
  readonly kind = datasetCheckKind;
  readonly #deps: DatasetCheckDeps;

  constructor(deps: DatasetCheckDeps) {
    this.#deps = deps;
  }

  /** @throws DomainError NOT_FOUND */
  async prepare(input: JsonObject): Promise<JsonObject> {
    await knownDataset(this.#deps.registry, (input as unknown as DatasetCheckInput).dataset);
    return input;
  }

  async run(work: JobWork): Promise<JsonObject> {
    const { dataset: name, decode = false } = work.input as unknown as DatasetCheckInput;
    const { source } = await knownDataset(this.#deps.registry, name);
    const onProgress: CheckProgress = (stage, done, total) => work.progress({ stage, done, total });
    const report = await checkDataset(this.#deps, source, decode, onProgress);
    await work.files.write(work.jobId, reportFile, [JSON.stringify(report)]);
    await work.publish(reportFile, 'application/json');
    return { dataset: name, ...report } as unknown as JsonObject;
  }
}

/** Checks what a registered data set, or one that could be, is made of. @throws DomainError INVALID_INPUT */
export function checkDataset(
  deps: Omit<DatasetCheckDeps, 'registry'>,
  source: Dataset['source'],
  decode: boolean,
  onProgress: CheckProgress,
): Promise<DatasetReport> {
  const inspect = async (picture: Uint8Array) => {
    if (decode) await deps.preprocessor.prepare(picture, triedGeometry);
    else await deps.inspector.describe(picture);
  };
  return source.kind === 'retrieval'
    ? checkRetrieval(deps, source, inspect, onProgress)
    : checkClassification(deps, source, inspect, onProgress);
}

async function checkRetrieval(
  { datasets, roots }: Pick<DatasetCheckDeps, 'datasets' | 'roots'>,
  source: RetrievalDataset,
  inspect: (picture: Uint8Array) => Promise<void>,
  onProgress: CheckProgress,
): Promise<DatasetReport> {
  const [images, texts] = await Promise.all([roots.resolve(source.images), roots.resolve(source.texts)]);
  return checkRetrievalSet(datasets, { images: images.path, texts: texts.path }, inspect, onProgress);
}

async function checkClassification(
  { datasets, roots }: Pick<DatasetCheckDeps, 'datasets' | 'roots'>,
  { folder, labels, index, elevater }: ClassificationDataset,
  inspect: (picture: Uint8Array) => Promise<void>,
  onProgress: CheckProgress,
): Promise<DatasetReport> {
  const locate = locateWithin(roots);
  const near = async (name: string) =>
    (await locate(`${folder}/${name}`)) ?? (await locate(`${folder}/../${name}`));
  const given = (path: string | undefined, name: string) => (path === undefined ? near(name) : locate(path));
  const files = {
    folder: (await roots.resolve(folder)).path,
    labels: await given(labels, 'label_cn.txt'),
    englishLabels: await near('label.txt'),
    index: await given(index, 'index.json'),
    elevater,
  };
  return checkClassificationSet(datasets, files, inspect, onProgress);
}
