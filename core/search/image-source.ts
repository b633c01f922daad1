import { DomainError } from '../errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { CollectionStore } from '../ports/collections.ts';
import type { UploadStore } from '../ports/upload-store.ts';
import type { UrlFetcher } from '../ports/url-fetcher.ts';
import { shown } from './shown.ts';

/** One of the ways a picture is given. */
export type ImageInput =
  | { readonly uploadId: string }
  | { readonly bytes: Uint8Array }
  | { readonly url: string }
  /** Bytes that are read when it is their turn. */
  | { readonly load: () => Promise<Uint8Array> }
  /** The stored picture of an item. */
  | { readonly itemId: string };

/** Turns whatever way a picture is given into its encoded bytes. */
export class ImageSource {
  readonly #deps: ImageSourceDeps;

  constructor(deps: ImageSourceDeps) {
    this.#deps = deps;
  }

  /**
   * @throws DomainError NOT_FOUND, UPLOAD_INCOMPLETE, INVALID_INPUT when the item has no picture, URL_REFUSED,
   *   URL_UNAVAILABLE, IMAGE_TOO_LARGE
   */
  async read(input: ImageInput): Promise<Uint8Array> {
    if ('bytes' in input) return input.bytes;
    if ('uploadId' in input) return this.#deps.uploads.read(input.uploadId);
    if ('load' in input) return input.load();
    if ('url' in input) return this.#deps.urls.fetch(input.url);
    return this.#readItem(input.itemId);
  }

  /** Bytes in input order; a {@link DomainError} in the place of each picture that cannot be had. */
  readAll(inputs: readonly ImageInput[]): Promise<readonly (Uint8Array | DomainError)[]> {
    return Promise.all(
      inputs.map((input) =>
        this.read(input).catch((error: unknown) => {
          if (error instanceof DomainError) return error;
          throw error;
        }),
      ),
    );
  }

  async #readItem(itemId: string): Promise<Uint8Array> {
    const item = await this.#deps.collections.findItem(itemId);
    if (item === undefined) throw noItem(itemId);
    if (item.image === null) {
      throw new DomainError('INVALID_INPUT', `The item ${item.key} has no picture.`, { details: { itemId } });
    }
    return this.#deps.blobs.get(item.image.sha256);
  }
}

/** Keys are easily taken for ids. */
export function noItem(itemId: string): DomainError {
  return new DomainError('NOT_FOUND', `There is no item with the id ${shown(itemId)}.`, {
    remedy: 'Give the `id` of an item; `collection { item(key: …) { id } }` finds it by its key.',
    details: { itemId: shown(itemId) },
  });
}

export interface ImageSourceDeps {
  readonly uploads: UploadStore;
  readonly blobs: BlobStore;
  readonly collections: CollectionStore;
  readonly urls: UrlFetcher;
}
