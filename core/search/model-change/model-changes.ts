import { DomainError } from '../../errors.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { findManifest } from '../../model/find-manifest.ts';
import type { ModelManifest } from '../../model/manifest.ts';
import type { Collection, CollectionStore } from '../../ports/collections.ts';
import type { Job } from '../../ports/job-store.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';
import type { OtherVectorSet, VectorSets } from '../../ports/vector-sets.ts';
import { checkIndex, defaultIndex, type IndexSettings, takesDimension } from '../indexes/index-settings.ts';
import { requireCollection } from '../require-collection.ts';
import { modelChangeKind } from './change-model.ts';

export interface ModelChangesDependencies {
  readonly models: ModelRegistry;
  readonly collections: CollectionStore;
  readonly vectorSets: VectorSets;
  readonly jobs: Jobs;
}

export interface ModelChangeRequest {
  readonly collection: string;
  /** Model to move to. */
  readonly model: string;
  /** What is left out is as the collection has it, or the default where that does not fit. */
  readonly index?: Partial<IndexSettings>;
}

const atWork: readonly string[] = ['queued', 'running', 'paused'];

/**
 * Moves collections to other models while they are used: `start` fills a second set of vectors, `switchOver` makes it the one that is
 * searched, `rollBack` undoes that, and `finish` or `abandon` drop the set that is not in use. As long as there are two, items are
 * written to both.
 */
export class ModelChanges {
  readonly #deps: ModelChangesDependencies;

  constructor(deps: ModelChangesDependencies) {
    this.#deps = deps;
  }

  /**
   * Begins a change, or goes on with one to the same model whose job has ended; what failed then is tried again.
   * @throws DomainError NOT_FOUND, MODEL_NOT_FOUND, ALREADY_EXISTS for a change that is under way, INVALID_INPUT also while an
   *   index of the collection is being built
   */
  async start({ collection: name, model, index }: ModelChangeRequest): Promise<Job> {
    const { collections, models, vectorSets, jobs } = this.#deps;
    const collection = await requireCollection(collections, name);
    const manifest = await findManifest(models, model);
    const other = await vectorSets.other(collection);
    if (other === undefined) checkIsOther(collection, manifest);
    else await this.#checkResumable(collection, other, manifest);
    if (other !== undefined) await vectorSets.forgetFailures(collection, other.vectorSetId);
    const set = other ?? (await vectorSets.add(collection, spaceOf(collection, manifest, index)));
    const job = await jobs.start(modelChangeKind, { collection: name, vectorSetId: set.vectorSetId });
    await vectorSets.noteJob(set.newerSetId, job.id);
    return job;
  }

  /**
   * Searches that begin now use the new model.
   * @param acceptFailures whether items that the new model cannot read may be lost to searches
   * @throws DomainError NOT_FOUND, INVALID_INPUT while items are missing or have failed
   */
  async switchOver(name: string, acceptFailures = false): Promise<Collection> {
    const { collection, other } = await this.#change(name, 'next');
    const failed = await this.#deps.vectorSets.countFailures(other.vectorSetId);
    if (failed > 0 && !acceptFailures) {
      throw new DomainError(
        'INVALID_INPUT',
        `The model ${other.modelName} cannot read ${failed} of the pictures.`,
        {
          remedy:
            'See `modelChange { failures }`, mend or delete those items, or switch with `acceptFailures: true`.',
          details: { failed },
        },
      );
    }
    return this.#swap(collection, other);
  }

  /** Searches that begin now use the model before. @throws DomainError NOT_FOUND, INVALID_INPUT while items are missing there */
  async rollBack(name: string): Promise<Collection> {
    const { collection, other } = await this.#change(name, 'previous');
    return this.#swap(collection, other);
  }

  /** Drops the vectors of the model before. @throws DomainError NOT_FOUND */
  async finish(name: string): Promise<Collection> {
    return this.#drop(await this.#change(name, 'previous'));
  }

  /** Drops the vectors of the model that the collection was to move to. @throws DomainError NOT_FOUND */
  async abandon(name: string): Promise<Collection> {
    return this.#drop(await this.#change(name, 'next'));
  }

  async #swap(collection: Collection, { vectorSetId, modelName }: OtherVectorSet): Promise<Collection> {
    const missing = await this.#deps.vectorSets.swap(collection, vectorSetId);
    if (missing === 0) return requireCollection(this.#deps.collections, collection.name);
    throw new DomainError(
      'INVALID_INPUT',
      `${missing} items have no vectors of the model ${modelName} yet.`,
      {
        remedy: `Wait for the job, or start it again: startModelChange with the model ${modelName}.`,
        details: { missing },
      },
    );
  }

  async #drop({ collection, other }: Change): Promise<Collection> {
    const job = other.jobId === null ? undefined : await this.#deps.jobs.find(other.jobId);
    // After a switch it may still be at work for the set that stays.
    if (job?.input['vectorSetId'] === other.vectorSetId) await this.#deps.jobs.cancel(job.id);
    await this.#deps.vectorSets.drop(collection, other.vectorSetId);
    return requireCollection(this.#deps.collections, collection.name);
  }

  async #change(name: string, role: OtherVectorSet['role']): Promise<Change> {
    const collection = await requireCollection(this.#deps.collections, name);
    const other = await this.#deps.vectorSets.other(collection);
    if (other?.role === role) return { collection, other };
    const message =
      role === 'next'
        ? `The collection ${name} is not moving to another model.`
        : `The collection ${name} has not moved from another model.`;
    throw new DomainError('NOT_FOUND', message, {
      remedy: role === 'next' ? 'Begin with startModelChange.' : 'Switch it first, or abandon the change.',
    });
  }

  async #checkResumable(
    collection: Collection,
    other: OtherVectorSet,
    manifest: ModelManifest,
  ): Promise<void> {
    const job = other.jobId === null ? undefined : await this.#deps.jobs.find(other.jobId);
    const isAtWork = job !== undefined && atWork.includes(job.state);
    if (other.spaceId === manifest.spaceId && !isAtWork) return;
    throw new DomainError(
      'ALREADY_EXISTS',
      `The collection ${collection.name} has a change to or from ${other.modelName} under way.`,
      {
        remedy: isAtWork ? `Wait for job ${job.id}.` : 'Finish or abandon that one first.',
      },
    );
  }
}

interface Change {
  readonly collection: Collection;
  readonly other: OtherVectorSet;
}

function checkIsOther(collection: Collection, manifest: ModelManifest): void {
  if (manifest.spaceId !== collection.spaceId) return;
  throw new DomainError(
    'INVALID_INPUT',
    `The collection ${collection.name} has vectors of ${manifest.name} already.`,
    {
      remedy: 'Name another model.',
    },
  );
}

function spaceOf(
  collection: Collection,
  { name, spaceId, dimension }: ModelManifest,
  given: Partial<IndexSettings> = {},
) {
  const usual = takesDimension(collection.index.kind, dimension) ? collection.index : defaultIndex(dimension);
  const index = { ...usual, ...given };
  checkIndex(index, dimension);
  return { modelName: name, spaceId, dimension, index };
}
