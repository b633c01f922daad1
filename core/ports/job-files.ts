/** A file that is only added to. */
export interface AppendedFile {
  /** Adds text and waits until it is on the disk. Gives the size of the file, bytes. @throws DomainError STORAGE_FAILED */
  append(text: string): Promise<number>;
  /** As it is now; only what was added since the last time is read. */
  describe(): Promise<JobFileFacts>;
  close(): Promise<void>;
}

/** What a file is, for whoever downloads it. */
export interface JobFileFacts {
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
  /** Relative to the home folder, with `/`. */
  readonly path: string;
}

/** What a file is made of, one after the other. */
export type FilePieces = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/** The files of jobs, a folder each. */
export interface JobFiles {
  /** Absolute path of a file, which need not be there. */
  pathOf(jobId: string, name: string): string;
  /** Opens a file cut to its first `sizeBytes`, made when it is not there. */
  append(jobId: string, name: string, sizeBytes: number): Promise<AppendedFile>;
  /** Writes a file that is there whole or not at all. @throws DomainError STORAGE_FAILED */
  write(jobId: string, name: string, pieces: FilePieces): Promise<void>;
  /** Lines of a written file that are not blank, without their ends. */
  lines(jobId: string, name: string): AsyncIterable<string>;
  describe(jobId: string, name: string): Promise<JobFileFacts>;
  /** Deletes a file, which need not be there. */
  remove(jobId: string, name: string): Promise<void>;
}
