import { DomainError } from '../../errors.ts';
import type { JobHandler, JobWork } from '../../jobs/job-handler.ts';
import type { JsonObject } from '../../json.ts';
import type { BlobStore } from '../../ports/blob-store.ts';
import type { Collection, CollectionStore } from '../../ports/collections.ts';
import type { VectorSet, VectorSets } from '../../ports/vector-sets.ts';
import { type EstimateCollectionDependencies, estimateCollection } from '../relevance/estimate-collection.ts';
import { loadCollectionModel, requireCollection } from '../require-collection.ts';
import { embedStored } from './embed-stored.ts';
import { inSet } from './in-set.ts';
import { measureOverlap } from './overlap.ts';

export const modelChangeKind = 'model-change';

export interface ChangeModelDependencies extends EstimateCollectionDependencies {
  readonly collections: CollectionStore;
  readonly vectorSets: VectorSets;
  readonly blobs: BlobStore;
  /** Items of one batch. Default: 128. */
  readonly batchSize?: number;
}

interface Target {
  readonly collection: Collection;
  readonly set: VectorSet;
  /** Of the change; undefined once that was finished. */
  readonly newerSetId: string | undefined;
}

/** Of a result without a comparison. */
const finishedMeanwhile = {
  overlap: null,
  notCompared: 'The change was finished before the answers of both models were compared.',
} as const;

/**
 * Fills the set of vectors that a collection moves to. What is to be done is what is missing, so that it goes on after a kill where it
 * was, and so that an item which was changed meanwhile is made anew. When all is there, relevance is estimated and the answers of both sets
 * are compared. From then on the change may be finished at any time: what is left to do for the set that stays is done.
 */
export class ChangeModel implements JobHandler {
  readonly kind = modelChangeKind;
  readonly role = 'admin';
  readonly #deps: ChangeModelDependencies;

  constructor(deps: ChangeModelDependencies) {
    this.#deps = deps;
  }

  /** The input names the collection and the set, which `ModelChanges` has made. */
  async prepare(input: JsonObject): Promise<JsonObject> {
    return input;
  }

  async run(work: JobWork): Promise<JsonObject> {
    const { collection: name } = work.input as { collection: string };
    const { collection, set, newerSetId } = await this.#target(work);
    const filled = await this.#fill(work, collection, set);
    await this.#deps.index.analyse(inSet(collection, set));
    await work.progress({ stage: 'relevance', done: 0 });
    await estimateCollection(this.#deps, inSet(collection, set), async () => work.signal.throwIfAborted());
    await work.progress({ stage: 'overlap', done: 0 });
    const compared = await this.#compare(name, set, newerSetId);
    const failed = await this.#deps.vectorSets.countFailures(set.vectorSetId);
    return { collection: name, model: set.modelName, filled, failed, ...compared };
  }

  /** The set that is filled: the other one, or once the change was switched the one in use. @throws DomainError NOT_FOUND when it is gone */
  async #target({ input }: JobWork): Promise<Target> {
    const { collection: name, vectorSetId } = input as { collection: string; vectorSetId: string };
    const collection = await requireCollection(this.#deps.collections, name);
    const other = await this.#deps.vectorSets.other(collection);
    const set = collection.vectorSetId === vectorSetId ? collection : other;
    if (set?.vectorSetId === vectorSetId) return { collection, set, newerSetId: other?.newerSetId };
    throw new DomainError('NOT_FOUND', `The collection ${name} is no longer being moved by this job.`, {
      remedy: 'The change was finished, undone or given up meanwhile.',
    });
  }

  /** What the result tells of the answers of both sets, as they are now. @throws DomainError NOT_FOUND when the filled set is gone */
  async #compare(name: string, set: VectorSet, newerSetId: string | undefined): Promise<JsonObject> {
    const { collections, vectorSets, clock } = this.#deps;
    const collection = await requireCollection(collections, name);
    const other = await vectorSets.other(collection);
    if (other === undefined || other.newerSetId !== newerSetId) return finishedMeanwhile;
    try {
      const overlap = await measureOverlap(this.#deps, collection, other, clock.now());
      if (overlap !== undefined) await vectorSets.noteOverlap(other.newerSetId, overlap);
      return { overlap: overlap === undefined ? null : { ...overlap } };
    } catch (error) {
      const isGone = error instanceof DomainError && error.code === 'NOT_FOUND';
      const inUse = isGone ? (await collections.find(name))?.vectorSetId : undefined;
      if (inUse === set.vectorSetId) return finishedMeanwhile;
      throw error;
    }
  }

  /** Passes over the items until one finds nothing missing. */
  async #fill(work: JobWork, collection: Collection, set: VectorSet): Promise<number> {
    const { models, vectorSets, clock, batchSize = 128 } = this.#deps;
    const model = await loadCollectionModel(models, inSet(collection, set));
    const total = await this.#deps.collections.countItems(collection.id);
    let missing = await vectorSets.countMissing(collection, set.vectorSetId);
    const since = clock.now().getTime();
    let filled = 0;
    for (let after = '0'; ; ) {
      work.signal.throwIfAborted();
      const items = await vectorSets.missing(collection, set.vectorSetId, batchSize, after);
      if (items.length === 0 && after === '0') return filled;
      after = items.at(-1)?.id ?? '0';
      if (items.length === 0) continue;
      const embedded = await embedStored(this.#deps.blobs, model, items);
      await vectorSets.fill(
        collection,
        set,
        items.map((item, i) => ({ item, ...embedded[i]! })),
      );
      filled += items.length;
      missing = Math.max(0, missing - items.length);
      const etaSeconds = Math.round(((clock.now().getTime() - since) / 1000 / filled) * missing);
      await work.progress({ stage: 'items', done: Math.max(0, total - missing), total, etaSeconds });
    }
  }
}
