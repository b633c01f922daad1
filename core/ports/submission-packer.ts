/** What a folder of prediction files makes. */
export interface Submission {
  /** The archive, piece by piece. */
  readonly pieces: AsyncIterable<Uint8Array>;
  readonly datasets: readonly string[];
  /** ELEVATER's sets that have no file. */
  readonly missing: readonly string[];
  /** Files whose pictures, classes or sums are not ELEVATER's, each with what is wrong. */
  readonly problems: readonly string[];
}

/** Packs prediction files of ELEVATER into one submission. */
export interface SubmissionPacker {
  /**
   * Checks the files, every one of their probabilities included, before anything is given out.
   * @throws DomainError INVALID_INPUT naming a file that is no prediction file, or of another set or model
   */
  pack(paths: readonly string[]): Promise<Submission>;
}
