import { embedTexts, type TokenizedText } from '../embedding/embed-texts.ts';
import { requireAtMost } from '../embedding/limits.ts';
import { DomainError } from '../errors.ts';
import { norm, normalise } from '../numeric/vectors.ts';
import type { Collection, CollectionStore, MixPart, Modality, VectorIndex } from '../ports/collections.ts';
import type { ModelRegistry } from '../ports/model-registry.ts';
import { type ImageInput, type ImageSource, noItem } from './image-source.ts';
import { loadCollectionModel } from './require-collection.ts';

/** One thing to search by. */
export type VectorQuery =
  | { readonly text: string }
  | { readonly image: ImageInput }
  /** A stored item: its picture's vector, else its text's. Itself left out of the hits. */
  | { readonly itemId: string }
  /** Any length but zero, in the collection's space. */
  | { readonly vector: Float32Array };

/** A part of a mix; a negative weight moves away from it. */
export interface WeightedQuery {
  readonly query: VectorQuery;
  readonly weight: number;
}

/** What a search compares with. */
export interface ResolvedQuery {
  /** Unit length. */
  readonly vector: Float32Array;
  readonly spaceId: string;
  /** What it was made of; of a mix, its heaviest part. Undefined where nobody knows. */
  readonly modality: Modality | undefined;
  /** What it was mixed from; empty when it was not. */
  readonly parts: readonly MixPart[];
  readonly excludeItemIds: readonly string[];
  /** How the query's texts were read. */
  readonly tokenizations: readonly TokenizedText[];
}

const maximumParts = 16;

/** Below this a sum of unit vectors is rounding noise. */
const smallestSum = 1e-4;

export interface QueryResolverDeps {
  readonly models: ModelRegistry;
  readonly collections: CollectionStore;
  readonly index: VectorIndex;
  readonly images: ImageSource;
}

/** Turns what callers search by into a vector in a collection's space. */
export class QueryResolver {
  readonly #deps: QueryResolverDeps;

  constructor(deps: QueryResolverDeps) {
    this.#deps = deps;
  }

  /**
   * @throws DomainError NOT_FOUND, INVALID_INPUT, SPACE_MISMATCH, MODEL_NOT_FOUND, IMAGE_UNREADABLE, IMAGE_TOO_LARGE
   */
  resolve(collection: Collection, query: VectorQuery): Promise<ResolvedQuery> {
    if ('text' in query) return this.#byText(collection, query.text);
    if ('image' in query) return this.#byImage(collection, query.image);
    if ('itemId' in query) return this.#byItem(collection, query.itemId);
    return byVector(collection, query.vector);
  }

  /**
   * The direction of the weighted sum of the parts' unit vectors.
   * @throws DomainError as {@link resolve}; INVALID_INPUT also for no part, more than 16, unfit weights, and parts that
   *   cancel each other out
   */
  async resolveMix(collection: Collection, mix: readonly WeightedQuery[]): Promise<ResolvedQuery> {
    checkMix(mix);
    const resolved = await Promise.all(mix.map(({ query }) => this.resolve(collection, query)));
    const sum = new Float64Array(collection.dimension);
    for (const [p, { vector, spaceId }] of resolved.entries()) {
      if (spaceId !== collection.spaceId) throw otherSpace(collection, p);
      for (const [i, value] of vector.entries()) sum[i]! += mix[p]!.weight * value;
    }
    const length = Math.hypot(...sum);
    if (length < smallestSum)
      throw unfit('The parts of the mix cancel each other out.', 'Change their weights.');
    return {
      vector: Float32Array.from(sum, (value) => value / length),
      spaceId: collection.spaceId,
      modality: resolved[heaviest(mix)]!.modality,
      parts: resolved.map(({ vector }, p) => {
        const { weight } = mix[p]!;
        return { vector, weight, scale: weight / length };
      }),
      excludeItemIds: resolved.flatMap(({ excludeItemIds }) => excludeItemIds),
      tokenizations: resolved.flatMap(({ tokenizations }) => tokenizations),
    };
  }

  async #byText(collection: Collection, text: string): Promise<ResolvedQuery> {
    const model = await loadCollectionModel(this.#deps.models, collection);
    const [embedding] = await embedTexts(model, [text]);
    const { unit, tokenization } = embedding!;
    return { ...single(unit, collection.spaceId, 'text'), tokenizations: [tokenization] };
  }

  async #byImage(collection: Collection, input: ImageInput): Promise<ResolvedQuery> {
    const bytes = await this.#deps.images.read(input);
    const model = await loadCollectionModel(this.#deps.models, collection);
    const [embedding] = await model.embedImages([bytes]);
    if (embedding instanceof Error) throw embedding;
    return single(embedding!.unit, collection.spaceId, 'image');
  }

  async #byItem(collection: Collection, itemId: string): Promise<ResolvedQuery> {
    const { collections, index } = this.#deps;
    const item = await collections.findItem(itemId);
    const isOwn = item?.collectionId === collection.id;
    const home = isOwn ? collection : item && (await collections.findById(item.collectionId));
    for (const modality of ['image', 'text'] as const) {
      const vector = home && (await index.vectorOf(home, itemId, modality));
      if (vector !== undefined)
        return { ...single(vector, home!.spaceId, modality), excludeItemIds: [itemId] };
    }
    throw noItem(itemId);
  }
}

function single(vector: Float32Array, spaceId: string, modality?: Modality): ResolvedQuery {
  return { vector, spaceId, modality, parts: [], excludeItemIds: [], tokenizations: [] };
}

function heaviest(mix: readonly WeightedQuery[]): number {
  return mix.reduce((best, { weight }, p) => (weight > mix[best]!.weight ? p : best), 0);
}

async function byVector(collection: Collection, vector: Float32Array): Promise<ResolvedQuery> {
  if (vector.length !== collection.dimension) {
    throw new DomainError('INVALID_INPUT', `The vector has ${vector.length} values.`, {
      remedy: `The collection ${collection.name} needs ${collection.dimension}.`,
      details: { length: vector.length, dimension: collection.dimension },
    });
  }
  const length = norm(vector);
  if (!(length > 0 && Number.isFinite(length))) {
    throw new DomainError('INVALID_INPUT', 'The vector has no direction: it is all zeros or not finite.');
  }
  return single(normalise(vector), collection.spaceId);
}

function checkMix(mix: readonly WeightedQuery[]): void {
  if (mix.length === 0) throw unfit('The mix has no parts.', 'Give at least one.');
  requireAtMost('parts', mix.length, maximumParts);
  const wrong = mix.findIndex(
    ({ weight }) => !(Number.isFinite(weight) && weight !== 0 && Math.abs(weight) <= 100),
  );
  if (wrong >= 0) {
    throw unfit(
      `The weight of part ${wrong} is ${mix[wrong]!.weight}.`,
      'Use a number from -100 to 100 that is not 0.',
    );
  }
}

function otherSpace({ name, modelName }: Collection, part: number): DomainError {
  return new DomainError('SPACE_MISMATCH', `Part ${part} of the mix is an item of another embedding space.`, {
    remedy: `Use items of collections made with ${modelName}, as ${name} is.`,
    details: { part },
  });
}

function unfit(message: string, remedy: string): DomainError {
  return new DomainError('INVALID_INPUT', message, { remedy });
}
