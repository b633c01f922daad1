import type { JobHandler, JobWork } from '../../jobs/job-handler.ts';
import type { JsonObject } from '../../json.ts';
import type { CollectionStore } from '../../ports/collections.ts';
import { requireCollection } from '../require-collection.ts';
import { type EstimateCollectionDependencies, estimateCollection } from './estimate-collection.ts';

export const relevanceKind = 'relevance';

export interface RelevanceJobDependencies extends EstimateCollectionDependencies {
  readonly collections: CollectionStore;
}

/** Between two reports of progress: queries, or blocks of vectors. */
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
    const { collection: name } = work.input as { collection: string };
    const collection = await requireCollection(this.#deps.collections, name);
    const onStep = async (done: number): Promise<void> => {
      work.signal.throwIfAborted();
      if (done % reportStep === 0) await work.progress({ stage: 'queries', done });
    };
    const { itemCount, ...estimate } = await estimateCollection(this.#deps, collection, onStep);
    const backgrounds = estimate.backgrounds.map(({ query, against }) => `${query} against ${against}`);
    return { collection: name, itemCount, backgrounds };
  }
}
