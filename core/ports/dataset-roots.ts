/** A file or folder that may be read. */
export interface DatasetSource {
  /** Absolute, without links. */
  readonly path: string;
  /** Changes with the content, as far as size and time tell. */
  readonly fingerprint: string;
}

/** The folders whose contents callers may name. */
export interface DatasetRoots {
  /**
   * What lies at a path, absolute or relative to one of the folders, or to that of the file `beside`.
   * @throws DomainError INVALID_INPUT when there is nothing, or it lies outside; both read the same
   */
  resolve(path: string, beside?: string): Promise<DatasetSource>;
  /** Paths inside a text as whoever does not run the server may see them: relative to their folder. */
  shortener(): Promise<(text: string) => string>;
}
