/** Sizes that pictures are shown in. */
export type ThumbnailSize = 'small' | 'large';

/** Longer edge, pixels; smaller pictures keep their size. */
export const thumbnailEdges: Readonly<Record<ThumbnailSize, number>> = { small: 256, large: 512 };

export interface ThumbnailMaker {
  /**
   * WebP of a picture as a browser shows it (orientation, colour profile, transparency, first frame), whose longer edge has at most so
   * many pixels. Runs off the calling thread.
   * @throws DomainError IMAGE_UNREADABLE | IMAGE_TOO_LARGE | OVERLOADED
   */
  thumbnail(encoded: Uint8Array, longestEdge: number): Promise<Uint8Array>;
}

/** Thumbnails that were made, by the sha256 (hex) of their pictures. */
export interface ThumbnailStore {
  get(sha256: string, size: ThumbnailSize): Promise<Uint8Array | undefined>;
  put(sha256: string, size: ThumbnailSize, webp: Uint8Array): Promise<void>;
  /** All sizes. */
  delete(sha256: string): Promise<void>;
}
