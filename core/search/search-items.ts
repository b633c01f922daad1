import { embedTexts, type TokenizedText } from '../embedding/embed-texts.ts';
import { DomainError } from '../errors.ts';
import { norm, normalise } from '../numeric/vectors.ts';
import type {
  Collection,
  CollectionStore,
  Hit,
  Modality,
  NearestQuery,
  VectorIndex,
} from '../ports/collections.ts';
import type { ModelRegistry } from '../ports/model-registry.ts';
import type { ImageInput, ImageSource } from './image-source.ts';
import { pageBounds } from './rank-cursor.ts';
import { loadCollectionModel, requireCollection } from './require-collection.ts';

/** One thing to search by. */
export type SearchQuery =
  | { readonly text: string }
  | { readonly image: ImageInput }
  /** A stored item: its picture's vector, else its text's. Itself left out of the hits. */
  | { readonly itemId: string }
  /** Any length but zero, in the collection's space. */
  | { readonly vector: Float32Array };

export interface SearchRequest {
  /** Name of the collection. */
  readonly collection: string;
  readonly query: SearchQuery;
  /** Which stored vectors to compare with. */
  readonly against: Modality;
  /** 1 to 200. */
  readonly first: number;
  /** Cursor of the last hit of the page before, see `rank-cursor.ts`. */
  readonly after?: string | undefined;
  /** Scan everything instead of the approximate index. */
  readonly exact?: boolean;
}

export interface SearchResult {
  readonly hits: readonly Hit[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** How a query text was read. */
  readonly tokenization: TokenizedText | null;
}

export interface SearchItemsDeps {
  readonly models: ModelRegistry;
  readonly collections: CollectionStore;
  readonly index: VectorIndex;
  readonly images: ImageSource;
}

/** Items of a collection by descending cosine to a text, a picture, an item or a vector. */
export class SearchItems {
  readonly #deps: SearchItemsDeps;

  constructor(deps: SearchItemsDeps) {
    this.#deps = deps;
  }

  /**
   * One page, at most 1,000 deep.
   * @throws DomainError NOT_FOUND, INVALID_INPUT, SPACE_MISMATCH, MODEL_NOT_FOUND, IMAGE_UNREADABLE, IMAGE_TOO_LARGE
   */
  async search(request: SearchRequest): Promise<SearchResult> {
    const { first, after, isLastPage } = pageBounds(request.first, request.after);
    const collection = await requireCollection(this.#deps.collections, request.collection);
    const { tokenization, ...wanted } = await this.#resolve(collection, request.query);
    const page = await this.#deps.index.nearest(collection, {
      ...wanted,
      against: request.against,
      first,
      exact: request.exact ?? false,
      ...(after === undefined ? {} : { after }),
    });
    return {
      hits: page.nodes,
      hasNextPage: page.hasNextPage && !isLastPage,
      hasPreviousPage: after !== undefined,
      tokenization: tokenization ?? null,
    };
  }

  #resolve(collection: Collection, query: SearchQuery): Promise<ResolvedQuery> {
    if ('text' in query) return this.#byText(collection, query.text);
    if ('image' in query) return this.#byImage(collection, query.image);
    if ('itemId' in query) return this.#byItem(query.itemId);
    return byVector(collection, query.vector);
  }

  async #byText(collection: Collection, text: string): Promise<ResolvedQuery> {
    const model = await loadCollectionModel(this.#deps.models, collection);
    const [embedding] = await embedTexts(model, [text]);
    return { vector: embedding!.unit, spaceId: collection.spaceId, tokenization: embedding!.tokenization };
  }

  async #byImage(collection: Collection, input: ImageInput): Promise<ResolvedQuery> {
    const bytes = await this.#deps.images.read(input);
    const model = await loadCollectionModel(this.#deps.models, collection);
    const [embedding] = await model.embedImages([bytes]);
    if (embedding instanceof Error) throw embedding;
    return { vector: embedding!.unit, spaceId: collection.spaceId };
  }

  async #byItem(itemId: string): Promise<ResolvedQuery> {
    const { collections, index } = this.#deps;
    const item = await collections.findItem(itemId);
    const home = item && (await collections.findById(item.collectionId));
    const vector =
      home && ((await index.vectorOf(itemId, 'image')) ?? (await index.vectorOf(itemId, 'text')));
    if (home === undefined || vector === undefined) {
      throw new DomainError('NOT_FOUND', `There is no item ${itemId}.`, { details: { itemId } });
    }
    return { vector, spaceId: home.spaceId, excludeItemId: itemId };
  }
}

type ResolvedQuery = Pick<NearestQuery, 'vector' | 'spaceId' | 'excludeItemId'> & {
  readonly tokenization?: TokenizedText;
};

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
  return { vector: normalise(vector), spaceId: collection.spaceId };
}
