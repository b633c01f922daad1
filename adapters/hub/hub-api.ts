import type { HubFile } from '../../core/ports/model-hub.ts';

/** What of a hub's HTTP interface is its own. */
export interface HubApi {
  /** Public address. */
  readonly address: string;
  /** Revision of a model when none is named. */
  readonly mainRevision: string;
  /** Path and query after the hub's address. */
  listingPath(id: string, revision: string): string;
  filePath(id: string, revision: string, path: string): string;
  /** Undefined for an answer of another shape. */
  readListing(answer: unknown): ReadListing | undefined;
  /** Headers that prove who asks. */
  credentials(token: string): Readonly<Record<string, string>>;
}

export interface ReadListing {
  readonly commit?: string;
  readonly files: readonly HubFile[];
}
