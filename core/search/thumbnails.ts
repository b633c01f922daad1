import { Gate } from '../gate.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import {
  type ThumbnailMaker,
  type ThumbnailSize,
  type ThumbnailStore,
  thumbnailEdges,
} from '../ports/thumbnails.ts';

export interface ThumbnailsDependencies {
  readonly blobs: BlobStore;
  readonly maker: ThumbnailMaker;
  readonly store: ThumbnailStore;
  readonly log: (message: string, error: unknown) => void;
  /** Made at the same time; their pictures are in memory. */
  readonly atOnce: number;
}

/** Thumbnails of stored pictures, made when they are first asked for. */
export class Thumbnails {
  readonly #deps: ThumbnailsDependencies;
  readonly #gate: Gate;
  readonly #underWay = new Map<string, Promise<Uint8Array>>();

  constructor(deps: ThumbnailsDependencies) {
    this.#deps = deps;
    this.#gate = new Gate(deps.atOnce);
  }

  /** WebP. @throws DomainError NOT_FOUND, IMAGE_UNREADABLE, IMAGE_TOO_LARGE, OVERLOADED */
  async of(sha256: string, size: ThumbnailSize): Promise<Uint8Array> {
    return (await this.#deps.store.get(sha256, size)) ?? this.#makeOnce(sha256, size);
  }

  #makeOnce(sha256: string, size: ThumbnailSize): Promise<Uint8Array> {
    const name = `${sha256} ${size}`;
    const known = this.#underWay.get(name);
    if (known !== undefined) return known;
    const making = this.#gate.run(() => this.#make(sha256, size)).finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, making);
    return making;
  }

  async #make(sha256: string, size: ThumbnailSize): Promise<Uint8Array> {
    const { blobs, maker, store, log } = this.#deps;
    const webp = await maker.thumbnail(await blobs.get(sha256), thumbnailEdges[size]);
    // A disk that is full costs time, and not the answer.
    await store.put(sha256, size, webp).catch((error: unknown) => log('thumbnails', error));
    return webp;
  }
}
