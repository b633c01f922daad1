import { DomainError } from '../../errors.ts';
import { findManifest } from '../../model/find-manifest.ts';
import type { ModelManifest } from '../../model/manifest.ts';
import type { JobFiles } from '../../ports/job-files.ts';
import type { Job, JobStore } from '../../ports/job-store.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';
import { elevaterRunKind } from '../elevater/elevater-run.ts';
import { outcomesFile } from '../outcomes.ts';
import { retrievalEvaluationKind } from '../retrieval-evaluation.ts';
import { type ClassReport, classReport } from '../zero-shot/class-report.ts';
import { zeroShotEvaluationKind } from '../zero-shot/zero-shot-evaluation.ts';
import { compareOutcomes } from './compare-outcomes.ts';
import type { PartComparison } from './comparison.ts';
import { readOutcomes } from './read-outcomes.ts';

const comparableKinds: readonly string[] = [retrievalEvaluationKind, zeroShotEvaluationKind];

const classifyingKinds: readonly string[] = [zeroShotEvaluationKind, elevaterRunKind];

/** Jobs of a page when the newest evaluation is looked for, and pages at most. */
const searched = { page: 200, pages: 50 } as const;

export interface EvaluationsDeps {
  readonly jobStore: JobStore;
  readonly jobFiles: JobFiles;
  readonly models: ModelRegistry;
}

/** Two evaluations side by side. */
export interface EvaluationComparison {
  readonly baseline: Job;
  readonly candidate: Job;
  readonly parts: readonly PartComparison[];
}

/** Which outcomes of an evaluation. */
export interface ClassReportRequest {
  /** Of an ELEVATER run: which of its sets. */
  readonly dataset?: string | undefined;
  /** Which set of templates; left out: the first. */
  readonly templates?: string | undefined;
}

export interface PromotionRequest {
  /** Job that evaluated the model to promote. */
  readonly candidate: string;
  /** Job that evaluated the default model; left out: its newest one on the same data. */
  readonly baseline?: string | undefined;
  /** Points that it may lose at worst. */
  readonly tolerance: number;
}

export interface Promotion {
  readonly model: ModelManifest;
  readonly comparison: EvaluationComparison;
}

/** What finished evaluations are good for: comparing models, and deciding which one is the default. */
export class Evaluations {
  readonly #deps: EvaluationsDeps;

  constructor(deps: EvaluationsDeps) {
    this.#deps = deps;
  }

  /** @throws DomainError NOT_FOUND, INVALID_INPUT for jobs that are no finished evaluations of the same data */
  async compare(baselineId: string, candidateId: string): Promise<EvaluationComparison> {
    const [baseline, candidate] = await Promise.all([
      this.#finished(baselineId),
      this.#finished(candidateId),
    ]);
    if (baseline.kind !== candidate.kind || dataOf(baseline) !== dataOf(candidate)) {
      throw new DomainError(
        'INVALID_INPUT',
        `Jobs ${baselineId} and ${candidateId} evaluated different data.`,
        {
          remedy:
            'Evaluate both models on the same files; a file that was written again counts as another one.',
        },
      );
    }
    const [before, after] = await Promise.all([this.#outcomes(baseline), this.#outcomes(candidate)]);
    return { baseline, candidate, parts: await compareOutcomes(before, after) };
  }

  /** @throws DomainError NOT_FOUND, INVALID_INPUT for a job that classified nothing, or not that */
  async classReport(id: string, { dataset, templates }: ClassReportRequest): Promise<ClassReport> {
    const job = await this.#job(id);
    if (job.state !== 'succeeded' || !classifyingKinds.includes(job.kind)) {
      throw new DomainError('INVALID_INPUT', `Job ${id} is a ${job.kind} that is ${job.state}.`, {
        remedy: 'Name a zero-shot evaluation or an ELEVATER run that succeeded.',
      });
    }
    const files = await this.#deps.jobStore.artefacts(id);
    const name = dataset === undefined ? outcomesFile : `${dataset}.${outcomesFile}`;
    const outcomes = files.some((file) => file.name === name)
      ? await readOutcomes(this.#deps.jobFiles.lines(id, name))
      : undefined;
    const sets = outcomes?.kind === 'zero-shot' ? outcomes.templates : undefined;
    const chosen = templates ?? sets?.keys().next().value;
    const labels = chosen === undefined ? undefined : sets?.get(chosen);
    if (chosen !== undefined && labels !== undefined) return classReport(chosen, labels);
    throw new DomainError('INVALID_INPUT', `Job ${id} has no such outcomes.`, {
      remedy: 'Name a data set of an ELEVATER run, and templates, as the result has them.',
      details: { dataset: dataset ?? null, templates: templates ?? null },
    });
  }

  /**
   * Makes the candidate's model the default one, unless it may be worse: in no part may the lower end of the interval of the
   * deciding measure's difference lie below −tolerance (a test of non-inferiority).
   * @throws DomainError PROMOTION_REFUSED with the figures, NOT_FOUND, INVALID_INPUT for evaluations that do not speak of the
   *   default model and of the candidate as they are now
   */
  async promote({ candidate: id, baseline: baselineId, tolerance }: PromotionRequest): Promise<Promotion> {
    if (!(tolerance >= 0 && tolerance <= 100)) {
      throw new DomainError('INVALID_INPUT', `The tolerance is ${tolerance}.`, {
        remedy: 'Use points from 0 to 100.',
      });
    }
    const { models } = this.#deps;
    const candidate = await this.#finished(id);
    const manifest = await findManifest(models, String(candidate.result!['model']));
    requireSameModel(candidate, manifest);
    const current = await findManifest(models);
    const baseline = baselineId ?? (await this.#newest(candidate, current)).id;
    const comparison = await this.compare(baseline, id);
    requireSameModel(comparison.baseline, current);
    for (const part of comparison.parts) requireNotWorse(part, tolerance);
    return { model: await models.setDefault(manifest.name), comparison };
  }

  async #job(id: string): Promise<Job> {
    const job = await this.#deps.jobStore.find(id);
    if (job !== undefined) return job;
    throw new DomainError('NOT_FOUND', `There is no job ${id}.`, { details: { id } });
  }

  async #finished(id: string): Promise<Job> {
    const job = await this.#job(id);
    if (comparableKinds.includes(job.kind) && job.state === 'succeeded') return job;
    throw new DomainError('INVALID_INPUT', `Job ${id} is a ${job.kind} that is ${job.state}.`, {
      remedy: 'Name a retrieval or zero-shot evaluation that succeeded.',
    });
  }

  #outcomes({ id }: Job) {
    return readOutcomes(this.#deps.jobFiles.lines(id, outcomesFile));
  }

  /** The newest evaluation of a model on the data of another. */
  async #newest(like: Job, { name, spaceId }: ModelManifest): Promise<Job> {
    let beforeId: string | undefined;
    for (let page = 0; page < searched.pages; page++) {
      const { nodes, hasNextPage } = await this.#deps.jobStore.list(searched.page, beforeId, [like.kind]);
      const found = nodes.find(
        (job) =>
          job.state === 'succeeded' && dataOf(job) === dataOf(like) && job.result?.['spaceId'] === spaceId,
      );
      if (found !== undefined) return found;
      beforeId = nodes.at(-1)?.id;
      if (!hasNextPage) break;
    }
    throw new DomainError('INVALID_INPUT', `The default model ${name} was not evaluated on the same data.`, {
      remedy: 'Evaluate it there first, or use setDefaultModel, which asks for no proof.',
    });
  }
}

function dataOf({ result }: Job): unknown {
  return result?.['dataFingerprint'];
}

function requireSameModel({ id, result }: Job, { name, spaceId }: ModelManifest): void {
  if (result?.['spaceId'] === spaceId) return;
  throw new DomainError('INVALID_INPUT', `Job ${id} did not evaluate ${name} as it is now.`, {
    remedy: 'Evaluate it again: its weights have changed, or another model is the default.',
  });
}

function requireNotWorse({ name, measures }: PartComparison, tolerance: number): void {
  const { measure, baseline, candidate, difference } = measures.at(-1)!;
  if (difference.low >= -tolerance) return;
  const points = (value: number) => value.toFixed(2);
  throw new DomainError(
    'PROMOTION_REFUSED',
    `${name}: ${measure} goes from ${points(baseline)} to ${points(candidate)}, a difference of ` +
      `${points(difference.value)} points (95 %: ${points(difference.low)} to ${points(difference.high)}).`,
    {
      remedy: `More than ${tolerance} points may be lost. Allow more, evaluate on more data, or use setDefaultModel.`,
      details: { part: name, measure, baseline, candidate, ...difference, tolerance },
    },
  );
}
