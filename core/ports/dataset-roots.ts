/** A file or folder that may be read. */
export interface DatasetSource {
  /** Absolute, without links. */
  readonly path: string;
  /** Changes with the content, as far as size and time tell. */
  readonly fingerprint: string;
}

/** A folder, or a file that can be given to a job. */
export interface DatasetEntry {
  readonly name: string;
  /** To be given to {@link DatasetRoots.resolve} and {@link DatasetRoots.list}; never absolute. */
  readonly path: string;
  /** Undefined for a folder. */
  readonly sizeBytes?: number;
}

/** What lies in a folder: hidden files and links that lead elsewhere are left out. */
export interface DatasetFolder {
  /** Without those that are pictures; folders first, by name. */
  readonly entries: readonly DatasetEntry[];
  /** Right in it, not below. */
  readonly pictureCount: number;
  /** Whether that is all: there is an end to how much is read and told. */
  readonly isWhole: boolean;
}

/** The folders whose contents callers may name. */
export interface DatasetRoots {
  /**
   * What lies at a path, absolute or relative to one of the folders, or to that of the file `beside`.
   * @throws DomainError INVALID_INPUT when there is nothing, or it lies outside; what lies outside reads the same whether it is there or not
   */
  resolve(path: string, beside?: string): Promise<DatasetSource>;
  /** Paths inside a text as whoever does not run the server may see them: relative to their folder. */
  shortener(): Promise<(text: string) => string>;
  /**
   * What lies in a folder, by its path from the folders on; at the empty path what lies in all of them. Undefined where there are none.
   * @throws DomainError INVALID_INPUT when there is no such folder inside
   */
  list(path: string): Promise<DatasetFolder | undefined>;
}
