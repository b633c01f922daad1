export interface Upload {
  readonly id: string;
  readonly sizeBytes: number;
  readonly expiresAt: Date;
}

/** Pictures on their way in: announced, then sent as raw bytes, then used by id until they expire. */
export interface UploadStore {
  /**
   * @throws DomainError INVALID_INPUT when `sizeBytes` is not positive, IMAGE_TOO_LARGE when it is over the limit, OVERLOADED
   *   when too many bytes wait already
   */
  create(sizeBytes: number): Promise<Upload>;
  /** @throws DomainError NOT_FOUND for an unknown or expired id, INVALID_INPUT when the size differs from the announced one. */
  receive(id: string, bytes: Uint8Array): Promise<void>;
  /** @throws DomainError NOT_FOUND, UPLOAD_INCOMPLETE */
  read(id: string): Promise<Uint8Array>;
}
