import type { EmbeddingModel } from '../embedding/embedding-model.ts';
import { requireAtMost } from '../embedding/limits.ts';
import { DomainError, type ErrorCode } from '../errors.ts';
import {
  type Collection,
  CollectionChanged,
  type CollectionStore,
  type DuplicatePicture,
  type DuplicatePolicy,
  type IndexEntry,
  type UpsertResult,
  type VectorIndex,
} from '../ports/collections.ts';
import type { MetadataSchemas } from '../ports/metadata-schemas.ts';
import type { ModelRegistry } from '../ports/model-registry.ts';
import type { OtherVectorSet, VectorSets } from '../ports/vector-sets.ts';
import { checkMetadata } from './check-metadata.ts';
import { embedStored, type StoredContent } from './model-change/embed-stored.ts';
import { inSet } from './model-change/in-set.ts';
import { checkNewItem, type NewItem } from './new-item.ts';
import { loadCollectionModel, requireCollection } from './require-collection.ts';
import { failureAsValue, type TakenPicture, type TakePicturesDeps, takePictures } from './take-pictures.ts';

/** Of one call. */
export const maximumItems = 256;

/** An item that could not be stored, and why. */
export interface RejectedItem {
  /** Position in the input. */
  readonly index: number;
  readonly key: string;
  readonly code: ErrorCode;
  readonly message: string;
}

/** Items on their way into a collection: embedded, and not stored yet. */
export interface EmbeddedItems {
  readonly collection: Collection;
  readonly items: readonly NewItem[];
  /** In the order of the items; an error in the place of each that is unfit. */
  readonly outcomes: readonly (IndexEntry | DomainError)[];
}

export interface AddItemsResult extends UpsertResult {
  readonly rejected: readonly RejectedItem[];
}

export interface AddItemsDeps extends TakePicturesDeps {
  readonly models: ModelRegistry;
  readonly collections: CollectionStore;
  readonly index: VectorIndex;
  readonly vectorSets: VectorSets;
  readonly schemas: MetadataSchemas;
}

/** Embeds items with the collection's model and stores them. */
export class AddItems {
  readonly #deps: AddItemsDeps;

  constructor(deps: AddItemsDeps) {
    this.#deps = deps;
  }

  /**
   * Items that are unfit are rejected one by one; the others are stored in one transaction.
   * @throws DomainError NOT_FOUND for the collection, INVALID_INPUT for more than 256 items, SPACE_MISMATCH,
   *   MODEL_NOT_FOUND, INFERENCE_FAILED, STORAGE_FAILED
   */
  async add(
    collectionName: string,
    items: readonly NewItem[],
    policy: DuplicatePolicy = 'store',
  ): Promise<AddItemsResult> {
    return this.store(await this.embed(collectionName, items), policy);
  }

  /** The first half of {@link add}, while another batch is being stored. */
  async embed(collectionName: string, items: readonly NewItem[]): Promise<EmbeddedItems> {
    requireAtMost('items', items.length, maximumItems);
    const collection = await requireCollection(this.#deps.collections, collectionName);
    const sound = items.map((item) => checkNewItem(item) ?? item);
    const checked = await checkMetadata(this.#deps.schemas, collection, sound);
    const model = await loadCollectionModel(this.#deps.models, collection);
    const pictured = await this.#withPictures(model, collection, checked);
    const outcomes = await withTexts(model, pictured);
    return { collection, items, outcomes: await this.#withVectorsBeside(collection, outcomes) };
  }

  /** The second half of {@link add}. */
  async store(embedded: EmbeddedItems, policy: DuplicatePolicy = 'store'): Promise<AddItemsResult> {
    const { collection, items, outcomes } = embedded;
    const entries = outcomes.filter((outcome): outcome is IndexEntry => !(outcome instanceof Error));
    const rejected = outcomes.flatMap((outcome, index) =>
      outcome instanceof Error
        ? [{ index, key: items[index]!.key, code: outcome.code, message: outcome.message }]
        : [],
    );
    if (entries.length === 0)
      return { items: [], createdCount: 0, updatedCount: 0, duplicates: [], rejected };
    try {
      const stored = await this.#deps.index.upsert(collection, collection.spaceId, entries, policy);
      return { ...stored, duplicates: placed(stored.duplicates, outcomes), rejected };
    } catch (error) {
      if (await this.#hasMoved(collection, error))
        return this.store(await this.embed(collection.name, items), policy);
      if (error instanceof CollectionChanged) return this.store(await this.#checkedAnew(embedded), policy);
      throw error;
    }
  }

  /** By the schema that the collection has got between both halves; the vectors are as good as they were. */
  async #checkedAnew({ collection, outcomes, ...embedded }: EmbeddedItems): Promise<EmbeddedItems> {
    const { metadataSchema } = await requireCollection(this.#deps.collections, collection.name);
    const now = { ...collection, metadataSchema };
    return { ...embedded, collection: now, outcomes: await checkMetadata(this.#deps.schemas, now, outcomes) };
  }

  /** Whether a mismatch comes from a change of model between both halves; then the vectors have to be made again. */
  async #hasMoved({ name, vectorSetId }: Collection, error: unknown): Promise<boolean> {
    if (!(error instanceof DomainError && error.code === 'SPACE_MISMATCH')) return false;
    const now = await this.#deps.collections.find(name);
    return now !== undefined && now.vectorSetId !== vectorSetId;
  }

  /**
   * With the vectors of the other set, while the collection moves from one model to another. An item without them is missing there until
   * the job of the change has made them, so that a model which cannot be used holds nobody up.
   */
  async #withVectorsBeside(
    collection: Collection,
    outcomes: readonly Outcome<IndexEntry>[],
  ): Promise<readonly Outcome<IndexEntry>[]> {
    const other = await this.#deps.vectorSets.other(collection);
    if (other === undefined) return outcomes;
    const entries = outcomes.filter((outcome): outcome is IndexEntry => !(outcome instanceof Error));
    const contents = entries.map(({ text, image }) => ({ text, imageSha256: image?.sha256 ?? null }));
    const embedded = await failureAsValue(this.#embedBeside(collection, other, contents));
    if (embedded instanceof DomainError) return outcomes;
    let next = 0;
    return outcomes.map((outcome) => {
      if (outcome instanceof Error) return outcome;
      const { vectors } = embedded[next++]!;
      return { ...outcome, beside: { vectorSetId: other.vectorSetId, vectors } };
    });
  }

  async #embedBeside(collection: Collection, other: OtherVectorSet, contents: readonly StoredContent[]) {
    const model = await loadCollectionModel(this.#deps.models, inSet(collection, other));
    return embedStored(this.#deps.blobs, model, contents);
  }

  async #withPictures(
    model: EmbeddingModel,
    collection: Collection,
    items: readonly Outcome<NewItem>[],
  ): Promise<readonly Outcome<Draft>[]> {
    const inputs = items.flatMap((item) =>
      item instanceof Error || item.image === null ? [] : [item.image],
    );
    const pictures = await takePictures(this.#deps, model, inputs, (sha256s) =>
      this.#deps.index.vectorsOfPictures(collection, sha256s),
    );
    let next = 0;
    return items.map((item) => {
      if (item instanceof Error) return item;
      const picture = item.image === null ? null : pictures[next++]!;
      return picture instanceof Error ? picture : { item, picture };
    });
  }
}

/** By their positions among all items, of which only the fit ones were stored. */
function placed(
  duplicates: readonly DuplicatePicture[],
  outcomes: EmbeddedItems['outcomes'],
): readonly DuplicatePicture[] {
  const places = outcomes.flatMap((outcome, index) => (outcome instanceof Error ? [] : [index]));
  return duplicates.map((duplicate) => ({ ...duplicate, index: places[duplicate.index]! }));
}

type Outcome<T> = T | DomainError;

interface Draft {
  readonly item: NewItem;
  readonly picture: TakenPicture | null;
}

async function withTexts(
  model: EmbeddingModel,
  drafts: readonly Outcome<Draft>[],
): Promise<readonly Outcome<IndexEntry>[]> {
  const texts = drafts.flatMap((draft) =>
    draft instanceof Error || draft.item.text === null ? [] : [draft.item.text],
  );
  const embeddings = texts.length === 0 ? [] : await model.embedTexts(texts);
  let next = 0;
  return drafts.map((draft) => {
    if (draft instanceof Error) return draft;
    const { item, picture } = draft;
    const vectors = {
      ...(picture === null ? {} : { image: picture.vector }),
      ...(item.text === null ? {} : { text: embeddings[next++]!.unit }),
    };
    return {
      key: item.key,
      text: item.text,
      image: picture?.image ?? null,
      metadata: item.metadata,
      vectors,
    };
  });
}
