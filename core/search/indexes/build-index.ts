import type { AsCaller } from '../../batching/batch-queue.ts';
import { DomainError } from '../../errors.ts';
import type { JobHandler, JobWork } from '../../jobs/job-handler.ts';
import type { JsonObject } from '../../json.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Collection, CollectionStore, VectorIndex } from '../../ports/collections.ts';
import type { IndexBuilder } from '../../ports/index-builder.ts';
import type { VectorSets, VectorSpace } from '../../ports/vector-sets.ts';
import { requireCollection } from '../require-collection.ts';
import { checkIndex, type IndexSettings } from './index-settings.ts';
import { measureRecall } from './measure-recall.ts';

export const indexBuildKind = 'index-build';

export interface IndexBuildInput {
  readonly collection: string;
  /** What is left out stays as it is. */
  readonly index: Partial<IndexSettings>;
}

export interface BuildIndexDependencies {
  readonly collections: CollectionStore;
  readonly index: VectorIndex;
  readonly indexBuilder: IndexBuilder;
  readonly vectorSets: VectorSets;
  readonly asCaller: AsCaller;
  readonly clock: Clock;
  /** Between two looks at how far a build is. */
  readonly pollMs?: number;
}

/**
 * Gives a collection an index of another kind or with other parameters, and measures what it finds. The one in use stays until the new
 * one is whole; a build that fails, is stopped or killed changes nothing and leaves nothing behind. The settings are those of one set of
 * vectors, so that a collection which is to move to another model takes none: they would be lost at the switch.
 */
export class BuildIndex implements JobHandler {
  readonly kind = indexBuildKind;
  readonly role = 'admin';
  readonly #deps: BuildIndexDependencies;

  constructor(deps: BuildIndexDependencies) {
    this.#deps = deps;
  }

  /** @throws DomainError NOT_FOUND, INVALID_INPUT for settings that the collection cannot have, or not while it is to move to another model */
  async prepare(given: JsonObject): Promise<JsonObject> {
    const { collection: name, index } = given as unknown as IndexBuildInput;
    const collection = await requireCollection(this.#deps.collections, name);
    const settings = { ...collection.index, ...index };
    await this.#check(collection, settings);
    return { collection: name, index: settings } as unknown as JsonObject;
  }

  async run(work: JobWork): Promise<JsonObject> {
    const { collection: name, index } = work.input as unknown as { collection: string; index: IndexSettings };
    const { indexBuilder, collections } = this.#deps;
    const collection = await requireCollection(collections, name);
    if (!(await indexBuilder.claim(collection, work.jobId))) throw busy(name);
    try {
      // From the claim on no change of model begins.
      await this.#check(collection, index);
      await this.#watched(work, collection, () => indexBuilder.create(collection, index));
      await indexBuilder.use(collection, index);
    } finally {
      // Not as the job's own caller, who may have been stopped.
      await this.#deps.asCaller({ priority: 'bulk' }, () => indexBuilder.release(collection, work.jobId));
    }
    return this.#measured(work, { ...collection, index });
  }

  /** @throws DomainError INVALID_INPUT */
  async #check(collection: Collection, index: IndexSettings): Promise<void> {
    checkIndex(index, collection.dimension);
    const other = await this.#deps.vectorSets.other(collection);
    if (other === undefined || other.newerSetId === collection.vectorSetId) return;
    // Nothing is lost where it is only measured.
    if (!areSame(index, collection.index)) throw moving(collection, other);
  }

  async #measured(work: JobWork, collection: Collection): Promise<JsonObject> {
    await this.#deps.index.analyse(collection);
    await work.progress({ stage: 'recall', done: 0 });
    const recall = await measureRecall(this.#deps.index, collection, this.#deps.clock.now());
    if (recall !== undefined) await this.#deps.indexBuilder.noteRecall(collection, recall);
    return {
      collection: collection.name,
      index: { ...collection.index },
      recall: recall === undefined ? null : { ...recall },
    };
  }

  /** Tells how far the build is, where the database does. */
  async #watched<T>(work: JobWork, collection: Collection, build: () => Promise<T>): Promise<T> {
    await work.progress({ stage: 'index', done: 0, total: 100 });
    const look = async (): Promise<void> => {
      const share = await this.#deps.indexBuilder.progress(collection);
      if (share !== undefined)
        await work.progress({ stage: 'index', done: Math.floor(100 * share), total: 100 });
    };
    // A look that fails says nothing about the build.
    const timer = setInterval(() => look().catch(() => undefined), this.#deps.pollMs ?? 2_000);
    try {
      return await build();
    } finally {
      clearInterval(timer);
    }
  }
}

function busy(name: string): DomainError {
  return new DomainError('INVALID_INPUT', `Another index of the collection ${name} is being built.`, {
    remedy: 'Wait for that job, or cancel it.',
  });
}

function areSame(a: IndexSettings, b: IndexSettings): boolean {
  return (Object.keys(a) as (keyof IndexSettings)[]).every((key) => a[key] === b[key]);
}

function moving({ name }: Collection, { modelName }: VectorSpace): DomainError {
  return new DomainError(
    'INVALID_INPUT',
    `The collection ${name} has a change to or from ${modelName} under way, and would lose another index at the switch.`,
    {
      remedy:
        'Build it after switchCollectionModel, or abandon the change and give `index` to startModelChange.',
    },
  );
}
