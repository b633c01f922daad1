export type HubKind = 'huggingface' | 'modelscope';

/** A model on a hub. */
export interface HubModel {
  readonly hub: HubKind;
  /** `organisation/name`. */
  readonly id: string;
  /** Branch, tag or commit; left out, the hub's main branch. */
  readonly revision?: string;
}

/** What the bytes of a file must hash to: plain sha256, or sha1 over git's blob header and the bytes. */
export interface FileDigest {
  readonly algorithm: 'sha256' | 'git-sha1';
  readonly hex: string;
}

/** A file as the hub lists it. Nothing in it is trusted. */
export interface HubFile {
  /** Path inside the model, with `/`. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Left out where the hub gives none; then only the size is checked. */
  readonly digest?: FileDigest;
}

export interface HubListing {
  readonly model: HubModel;
  /** The commit, where the hub tells it; otherwise the revision that was asked for. */
  readonly revision: string;
  readonly files: readonly HubFile[];
}

export interface DownloadProgress {
  /** `waiting`: another process downloads the same model. */
  readonly stage: 'waiting' | 'downloading';
  /** File that is being worked on; empty while waiting. */
  readonly path: string;
  /** Bytes of all wanted files that are here and checked or being received. */
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** Downloaded files. They stay as they are until `close`; afterwards another download may change them. */
export interface HubDownload {
  /** Absolute path of a folder with the wanted files and nothing else. */
  readonly folder: string;
  /** Bytes that came over the network; 0 when everything was there. */
  readonly receivedBytes: number;
  close(): Promise<void>;
}

/** Models that others published. */
export interface ModelHub {
  /** @throws DomainError NOT_FOUND, HUB_UNAVAILABLE */
  list(model: HubModel): Promise<HubListing>;
  /**
   * Fetches what is not here yet, checks every file and goes on where an earlier download stopped.
   * @throws DomainError HUB_UNAVAILABLE, DOWNLOAD_CORRUPT, DOWNLOAD_UNSAFE for a path that leaves the folder or an
   *   address that is not safe, STORAGE_FAILED
   */
  download(
    listing: HubListing,
    files: readonly HubFile[],
    onProgress?: (progress: DownloadProgress) => void,
  ): Promise<HubDownload>;
}
