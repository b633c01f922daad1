import { readFile, rm } from 'node:fs/promises';
import { type ThumbnailSize, type ThumbnailStore, thumbnailEdges } from '../../core/ports/thumbnails.ts';
import { atomicWrite } from './atomic-write.ts';
import { blobPath, isBlobAddress } from './blob-path.ts';
import { isMissing } from './missing-file.ts';

/** Thumbnails as files under a folder: `<folder>/aa/bb/<sha256>-<size>.webp`. All of it may be deleted; they are made anew. */
export class FileThumbnailStore implements ThumbnailStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async get(sha256: string, size: ThumbnailSize): Promise<Uint8Array | undefined> {
    if (!isBlobAddress(sha256)) return undefined;
    return readFile(this.#pathOf(sha256, size)).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
  }

  async put(sha256: string, size: ThumbnailSize, webp: Uint8Array): Promise<void> {
    await atomicWrite(this.#pathOf(sha256, size), webp);
  }

  async delete(sha256: string): Promise<void> {
    for (const size of Object.keys(thumbnailEdges) as ThumbnailSize[])
      await rm(this.#pathOf(sha256, size), { force: true });
  }

  #pathOf(sha256: string, size: ThumbnailSize): string {
    return `${blobPath(this.#folder, sha256)}-${size}.webp`;
  }
}
