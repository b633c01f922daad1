import type { JobHandler, JobWork } from '../../jobs/job-handler.ts';
import type { JsonObject } from '../../json.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CollectionStore, VectorIndex } from '../../ports/collections.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';
import type { RelevanceStore } from '../../ports/relevance-store.ts';
import { loadCollectionModel, requireCollection } from '../require-collection.ts';
import { estimateRelevance } from './estimate-relevance.ts';

export const relevanceKind = 'relevance';

export interface RelevanceJobDependencies {
  readonly models: ModelRegistry;
  readonly collections: CollectionStore;
  readonly index: VectorIndex;
  readonly relevanceStore: RelevanceStore;
  readonly clock: Clock;
}

/** Between two reports of progress, in queries. */
const reportStep = 50;

/** Estimates anew how relevant hits of a collection are. */
export class RelevanceJob implements JobHandler {
  readonly kind = relevanceKind;
  readonly #deps: RelevanceJobDependencies;

  constructor(deps: RelevanceJobDependencies) {
    this.#deps = deps;
  }

  /** @throws DomainError NOT_FOUND */
  async prepare(input: JsonObject): Promise<JsonObject> {
    const { collection } = input as { collection: string };
    await requireCollection(this.#deps.collections, collection);
    return { collection };
  }

  async run(work: JobWork): Promise<JsonObject> {
    const { collections, models, relevanceStore, index, clock } = this.#deps;
    const collection = await requireCollection(
      collections,
      (work.input as { collection: string }).collection,
    );
    const model = await loadCollectionModel(models, collection);
    const { changedItems } = await relevanceStore.find(collection.vectorSetId);
    const itemCount = await collections.countItems(collection.id);
    const onQuery = async (done: number): Promise<void> => {
      work.signal.throwIfAborted();
      if (done % reportStep === 0) await work.progress({ stage: 'queries', done });
    };
    const estimate = await estimateRelevance({ index, model, collection, onQuery }, itemCount, clock.now());
    await relevanceStore.save(collection.vectorSetId, estimate, changedItems);
    const backgrounds = estimate.backgrounds.map(({ query, against }) => `${query} against ${against}`);
    return { collection: collection.name, itemCount, backgrounds };
  }
}
