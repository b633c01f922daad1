export interface Upload {
  readonly id: string;
  readonly sizeBytes: number;
  readonly expiresAt: Date;
}

/** What an upload may be: its limits depend on it. */
export type UploadKind = 'picture' | 'archive';

/** Bytes one piece after the other. */
export type UploadPieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** An archive that an import has taken. */
export interface ClaimedUpload {
  readonly id: string;
  readonly claimedAt: Date;
}

/** Files on their way in: announced, then sent as raw bytes, then used by id until they expire, or kept for an import. */
export interface UploadStore {
  /**
   * @throws DomainError INVALID_INPUT when `sizeBytes` is not positive or an archive is over the limit, IMAGE_TOO_LARGE when a picture
   *   is, OVERLOADED when too many bytes wait already
   */
  create(sizeBytes: number, kind?: UploadKind): Promise<Upload>;
  /**
   * @throws DomainError NOT_FOUND for an unknown or expired id, INVALID_INPUT when the size differs from the announced one,
   *   STORAGE_FAILED
   */
  receive(id: string, pieces: UploadPieces): Promise<void>;
  /** A whole picture. @throws DomainError NOT_FOUND, UPLOAD_INCOMPLETE, IMAGE_TOO_LARGE */
  read(id: string): Promise<Uint8Array>;
  /** Keeps an archive until it is released. @throws DomainError NOT_FOUND, UPLOAD_INCOMPLETE */
  claim(id: string): Promise<void>;
  /** Absolute path of a claimed archive. @throws DomainError NOT_FOUND */
  claimedPath(id: string): Promise<string>;
  claimed(): Promise<readonly ClaimedUpload[]>;
  /** Deletes a claimed archive. */
  release(id: string): Promise<void>;
}
