/** Immutable bytes, addressed by their sha256 (hex). */
export interface BlobStore {
  /** Stores once; the same bytes give the same address. @throws DomainError STORAGE_FAILED */
  put(bytes: Uint8Array): Promise<string>;
  /** The address that bytes have or would have. */
  addressOf(bytes: Uint8Array): string;
  /** @throws DomainError NOT_FOUND */
  get(sha256: string): Promise<Uint8Array>;
  has(sha256: string): Promise<boolean>;
}
