import { DomainError } from '../../errors.ts';
import type { JobHandler, JobWork } from '../../jobs/job-handler.ts';
import type { JsonObject } from '../../json.ts';
import { findManifest } from '../../model/find-manifest.ts';
import type { Precision } from '../../model/manifest.ts';
import type { SubmissionPacker } from '../../ports/submission-packer.ts';
import { EvaluatedModel } from '../evaluated-model.ts';
import { type ExtractionState, nothingExtracted } from '../extract-features.ts';
import { locateWithin, setFingerprint } from '../zero-shot/located-set.ts';
import { openZeroShotSet, type ZeroShotSource } from '../zero-shot/open-set.ts';
import { originalTemplatesOf, type TemplateOrigin } from '../zero-shot/template-presets.ts';
import type { ZeroShotDependencies } from '../zero-shot/zero-shot-evaluation.ts';
import { runZeroShot } from '../zero-shot/zero-shot-run.ts';
import { elevaterDatasets, isElevaterDataset } from './datasets.ts';

export const elevaterRunKind = 'elevater-run';

export interface ElevaterRunInput {
  /** The default model when left out. */
  readonly model?: string;
  readonly precision?: Precision;
  /**
   * Folder with a folder for each set, by ELEVATER's names, as the original has them: `test`, `label_cn.txt`, `index.json`. Left
   * out: the registered data sets that have a name of ELEVATER's.
   */
  readonly folder?: string;
  /** Which ones; left out: all that are there. */
  readonly datasets?: readonly string[];
  /** Whose prompts; ours when left out. */
  readonly templates?: TemplateOrigin;
  /** Makes a submission although sets are missing, or of other sizes than ELEVATER's. */
  readonly incomplete?: boolean;
}

export interface ElevaterRunDependencies extends ZeroShotDependencies {
  readonly packer: SubmissionPacker;
}

type ElevaterSource = ZeroShotSource & { readonly elevater: string };

const submissionFile = 'submission.zip';

/** What is kept of a set that was evaluated. */
interface FinishedSet {
  readonly [key: string]: unknown;
  readonly dataset: string;
  readonly predictions: string;
}

interface Checkpoint {
  readonly fingerprint: string;
  readonly finished: readonly FinishedSet[];
  /** Of the set after the finished ones. */
  readonly pictures: ExtractionState;
}

/** A model over ELEVATER's sets: a prediction file for each, and the submission made of them. */
export class ElevaterRun implements JobHandler {
  readonly kind = elevaterRunKind;
  readonly #deps: ElevaterRunDependencies;

  constructor(deps: ElevaterRunDependencies) {
    this.#deps = deps;
  }

  /** @throws DomainError MODEL_NOT_FOUND, INVALID_INPUT for sets that are not there, or not whole, or none of ELEVATER's */
  async prepare(given: JsonObject): Promise<JsonObject> {
    const input = given as unknown as ElevaterRunInput;
    const manifest = await findManifest(this.#deps.models, input.model);
    const sources = await this.#sources(input);
    for (const source of sources) await this.#open(source, input);
    return { ...given, model: manifest.name, sources } as unknown as JsonObject;
  }

  async run(work: JobWork): Promise<JsonObject> {
    const input = work.input as unknown as ElevaterRunInput & { readonly sources: readonly ElevaterSource[] };
    const model = await EvaluatedModel.open(this.#deps.models, input.model, input.precision);
    let checkpoint = resumed(work, model.fingerprint);
    for (const file of checkpoint.finished) await publishSet(work, file);
    for (const source of input.sources.slice(checkpoint.finished.length)) {
      const save = (changes: Partial<Checkpoint>) => {
        checkpoint = { ...checkpoint, ...changes };
        return work.saveCheckpoint(checkpoint as unknown as JsonObject);
      };
      const finished = await this.#evaluate(work, input, source, model, checkpoint.pictures, save);
      await save({ finished: [...checkpoint.finished, finished], pictures: nothingExtracted });
    }
    const submission = await this.#pack(work, checkpoint.finished, input.incomplete === true);
    return {
      ...model.facts(),
      sets: checkpoint.finished as never,
      ...submission,
      versions: this.#deps.versions,
    };
  }

  async #evaluate(
    work: JobWork,
    input: ElevaterRunInput,
    source: ElevaterSource,
    model: EvaluatedModel,
    from: ExtractionState,
    save: (changes: Partial<Checkpoint>) => Promise<void>,
  ): Promise<FinishedSet> {
    const dataset = source.elevater;
    const set = await this.#open(source, input);
    const { scores, predictions, pictures } = await runZeroShot(work, {
      model,
      set,
      prefix: `${dataset}.`,
      // The leaderboard wants every picture.
      skipUnreadable: false,
      batchSize: this.#deps.batchSize ?? 128,
      from,
      save: (state) => save({ pictures: state }),
    });
    const [score] = scores;
    const dataFingerprint = await setFingerprint(this.#deps.roots, source.folder, set);
    return { dataset, predictions: predictions!, pictures, ...score, dataFingerprint };
  }

  async #pack(work: JobWork, finished: readonly FinishedSet[], incomplete: boolean): Promise<JsonObject> {
    await work.progress({ stage: 'submission', done: 0 });
    const paths = finished.map(({ predictions }) => work.files.pathOf(work.jobId, predictions));
    const { pieces, missing, problems } = await this.#deps.packer.pack(paths);
    const isWritten = missing.length + problems.length === 0 || incomplete;
    if (isWritten) {
      await work.files.write(work.jobId, submissionFile, pieces);
      await work.publish(submissionFile, 'application/zip');
    }
    const scores = finished.map(({ elevater }) => (elevater as { readonly value: number }).value);
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    return { meanScore: mean, missing, problems, submission: isWritten ? submissionFile : null };
  }

  async #open(source: ElevaterSource, { templates }: ElevaterRunInput) {
    const { datasets, roots } = this.#deps;
    const set = await openZeroShotSet(datasets, source, locateWithin(roots));
    return templates === 'chinese-clip' ? { ...set, templates: originalTemplatesOf(source.elevater) } : set;
  }

  /** In ELEVATER's order. */
  async #sources(input: ElevaterRunInput): Promise<readonly ElevaterSource[]> {
    const { folder, datasets: wanted } = input;
    const unknown = wanted?.find((name) => !isElevaterDataset(name));
    if (unknown !== undefined) {
      throw new DomainError('INVALID_INPUT', `“${unknown}” is none of ELEVATER's sets.`, {
        remedy: `They are: ${elevaterDatasets.join(', ')}.`,
      });
    }
    const names = elevaterDatasets.filter((each) => wanted?.includes(each) ?? true);
    const registered = folder === undefined ? await this.#registered(names) : undefined;
    const sources: ElevaterSource[] = [];
    for (const name of names) {
      const source = registered === undefined ? await this.#inFolder(folder!, name) : registered.get(name);
      if (source !== undefined) sources.push(source);
      else if (wanted !== undefined) throw missingSet(folder, name);
    }
    if (sources.length === 0) throw missingSet(folder, elevaterDatasets[0]!);
    return sources;
  }

  /**
   * By ELEVATER's names.
   * @throws DomainError INVALID_INPUT for one of the wanted sets that is registered twice: which one is meant cannot be told
   */
  async #registered(wanted: readonly string[]): Promise<ReadonlyMap<string, ElevaterSource>> {
    const found = new Map<string, { readonly name: string; readonly source: ElevaterSource }>();
    for (const { name, source } of await this.#deps.registry.list()) {
      if (source.kind !== 'classification' || source.elevater === undefined) continue;
      const { kind: _, ...rest } = source;
      const other = found.get(source.elevater);
      if (other !== undefined && wanted.includes(source.elevater))
        throw registeredTwice(source.elevater, [other.name, name]);
      found.set(source.elevater, { name, source: rest as ElevaterSource });
    }
    return new Map([...found].map(([elevater, { source }]) => [elevater, source]));
  }

  /** As the original's documentation lays a set out (zeroshot_dataset_en.md); not every set has an index. */
  async #inFolder(folder: string, name: string): Promise<ElevaterSource | undefined> {
    const locate = locateWithin(this.#deps.roots);
    const home = `${folder}/${name}`;
    if ((await locate(`${home}/test`)) === undefined) return undefined;
    const index = `${home}/index.json`;
    const hasIndex = (await locate(index)) !== undefined;
    const labels = `${home}/label_cn.txt`;
    return { folder: `${home}/test`, labels, elevater: name, ...(hasIndex ? { index } : {}) };
  }
}

function resumed({ checkpoint }: JobWork, fingerprint: string): Checkpoint {
  const saved = checkpoint as unknown as Checkpoint | null;
  return saved?.fingerprint === fingerprint
    ? saved
    : { fingerprint, finished: [], pictures: nothingExtracted };
}

async function publishSet(work: JobWork, { dataset, predictions }: FinishedSet): Promise<void> {
  await work.publish(predictions, 'application/json');
  await work.publish(`${dataset}.report.json`, 'application/json');
  await work.publish(`${dataset}.outcomes.jsonl`, 'application/x-ndjson');
}

function registeredTwice(elevater: string, names: readonly string[]): DomainError {
  const listed = names.map((name) => `“${name}”`).join(' and ');
  return new DomainError('INVALID_INPUT', `${listed} are both registered as ELEVATER's ${elevater}.`, {
    remedy: 'Remove one of them, register it without `elevater`, or leave the set out with `datasets`.',
    details: { elevater, names },
  });
}

function missingSet(folder: string | undefined, name: string): DomainError {
  if (folder === undefined) {
    return new DomainError('INVALID_INPUT', `No data set is registered as ELEVATER's ${name}.`, {
      remedy: 'Register it with `elevater`, or give the folder that has the sets.',
    });
  }
  return new DomainError('INVALID_INPUT', `There is no set at ${folder}/${name}/test.`, {
    remedy: "Give a folder of TUWEN_DATASETS that has a folder for each set, by ELEVATER's names.",
  });
}
