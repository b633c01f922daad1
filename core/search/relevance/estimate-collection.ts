import type { Clock } from '../../ports/clock.ts';
import type { Collection, CollectionStore, VectorIndex } from '../../ports/collections.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';
import type { NearPairs } from '../../ports/near-pairs.ts';
import type { ProductSearch } from '../../ports/product-search.ts';
import type { RelevanceStore } from '../../ports/relevance-store.ts';
import { loadCollectionModel } from '../require-collection.ts';
import { estimateRelevance } from './estimate-relevance.ts';
import { inOnePass, type OnStep, throughIndex } from './rank-queries.ts';
import { fewestVectors, type RelevanceEstimate } from './relevance-estimate.ts';

export interface EstimateCollectionDependencies {
  readonly models: ModelRegistry;
  readonly collections: Pick<CollectionStore, 'countItems'>;
  readonly index: VectorIndex;
  readonly relevanceStore: RelevanceStore;
  readonly nearPairs: Pick<NearPairs, 'vectors'>;
  readonly openProducts: () => Promise<ProductSearch>;
  readonly clock: Clock;
}

/** Up to so many items reading all vectors once is cheaper than hundreds of searches through an index. */
const mostItemsInOnePass = 50_000;

/** Estimates how relevant hits are in the set of vectors that `collection` has, and stores that. @throws DomainError as the model and the database do */
export async function estimateCollection(
  deps: EstimateCollectionDependencies,
  collection: Collection,
  onStep: OnStep = async () => undefined,
): Promise<RelevanceEstimate> {
  const { models, collections, index, relevanceStore, openProducts, clock } = deps;
  const model = await loadCollectionModel(models, collection);
  const { changedItems } = await relevanceStore.find(collection.vectorSetId);
  const itemCount = await collections.countItems(collection.id);
  const isOnePass = collection.index.kind === 'exact' || itemCount <= mostItemsInOnePass;
  // Of too few items nothing is asked.
  const products = isOnePass && itemCount >= fewestVectors ? await openProducts() : undefined;
  const of = { ...deps, collection };
  const rank = products === undefined ? throughIndex(of, onStep) : inOnePass({ ...of, products }, onStep);
  const asked = estimateRelevance({ index, model, collection, rank }, itemCount, clock.now());
  const estimate = await asked.finally(() => products?.close());
  await relevanceStore.save(collection.vectorSetId, estimate, changedItems);
  return estimate;
}
