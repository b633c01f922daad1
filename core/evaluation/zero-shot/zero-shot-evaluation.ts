import type { JobHandler, JobWork } from '../../jobs/job-handler.ts';
import type { JsonObject } from '../../json.ts';
import { findManifest } from '../../model/find-manifest.ts';
import type { Precision } from '../../model/manifest.ts';
import type { DatasetFiles } from '../../ports/dataset-files.ts';
import type { DatasetRegistry } from '../../ports/dataset-registry.ts';
import type { DatasetRoots } from '../../ports/dataset-roots.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';
import { withDataset } from '../datasets/register-dataset.ts';
import { EvaluatedModel } from '../evaluated-model.ts';
import { type ExtractionState, nothingExtracted } from '../extract-features.ts';
import { locateWithin, setFingerprint } from './located-set.ts';
import { openZeroShotSet, type ZeroShotSource } from './open-set.ts';
import { runZeroShot } from './zero-shot-run.ts';

export const zeroShotEvaluationKind = 'zero-shot-evaluation';

/** Paths lie inside the folders of data sets. */
export interface ZeroShotEvaluationInput extends ZeroShotSource {
  /** Name of a registered data set, in place of the paths. */
  readonly dataset?: string;
  /** The default model when left out. */
  readonly model?: string;
  readonly precision?: Precision;
  /** What an unreadable picture does: end the job (default), or be left out and counted. */
  readonly unreadable?: 'fail' | 'skip';
}

export interface ZeroShotDependencies {
  readonly models: ModelRegistry;
  readonly datasets: DatasetFiles;
  readonly roots: DatasetRoots;
  readonly registry: DatasetRegistry;
  /** Told with every result. */
  readonly versions: Readonly<Record<string, string>>;
  /** Pictures between two checkpoints. Default: 128. */
  readonly batchSize?: number;
}

interface Checkpoint {
  readonly fingerprint: string;
  readonly pictures: ExtractionState;
}

/** The original's zero-shot evaluation of one classification set as a job. */
export class ZeroShotEvaluation implements JobHandler {
  readonly kind = zeroShotEvaluationKind;
  readonly #deps: ZeroShotDependencies;

  constructor(deps: ZeroShotDependencies) {
    this.#deps = deps;
  }

  /** @throws DomainError MODEL_NOT_FOUND, INVALID_INPUT for a set that cannot be evaluated, all but its pictures */
  async prepare(given: JsonObject): Promise<JsonObject> {
    const { models, registry } = this.#deps;
    const named = given as unknown as ZeroShotEvaluationInput;
    const input = await withDataset(registry, 'classification', named, ['folder']);
    const manifest = await findManifest(models, input.model);
    await this.#open(input);
    return { ...input, model: manifest.name } as unknown as JsonObject;
  }

  async run(work: JobWork): Promise<JsonObject> {
    const { models, versions, batchSize = 128 } = this.#deps;
    const input = work.input as unknown as ZeroShotEvaluationInput;
    const set = await this.#open(input);
    const model = await EvaluatedModel.open(models, input.model, input.precision);
    const dataFingerprint = await setFingerprint(this.#deps.roots, input.folder, set);
    const fingerprint = `${model.fingerprint} ${dataFingerprint}`;
    const saved = work.checkpoint as unknown as Checkpoint | null;
    const { pictures, unreadable, scores } = await runZeroShot(work, {
      model,
      set,
      prefix: '',
      skipUnreadable: input.unreadable === 'skip',
      batchSize,
      from: saved?.fingerprint === fingerprint ? saved.pictures : nothingExtracted,
      save: (state) => work.saveCheckpoint({ fingerprint, pictures: state } as unknown as JsonObject),
    });
    return {
      ...model.facts(),
      dataFingerprint,
      counts: { pictures, classes: set.labels.length, unreadablePictures: unreadable.length },
      unreadablePictures: unreadable.slice(0, 100),
      scores,
      templates: Object.fromEntries(set.templates),
      versions,
    };
  }

  #open(source: ZeroShotSource) {
    const { datasets, roots } = this.#deps;
    return openZeroShotSet(datasets, source, locateWithin(roots));
  }
}
