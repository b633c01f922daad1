/** Immutable bytes, addressed by their sha256 (hex). */
export interface BlobStore {
  /** Stores once; the same bytes give the same address. @throws DomainError STORAGE_FAILED */
  put(bytes: Uint8Array): Promise<string>;
  /** The address that bytes have or would have. */
  addressOf(bytes: Uint8Array): string;
  /** @throws DomainError NOT_FOUND */
  get(sha256: string): Promise<Uint8Array>;
  has(sha256: string): Promise<boolean>;
  /**
   * Deletes what was last put before `before`; nothing happens to what is put again at the same time.
   * @returns false when it was put later; true also when there is nothing
   */
  deleteOld(sha256: string, before: Date): Promise<boolean>;
  /** Writes down that a database uses the store, and tells whether it is the only one that ever did. */
  isOnlyOf(database: string): Promise<boolean>;
}
