/** Makes the original's LMDB folders out of its TSV and JSONL files. Source: cn_clip/preprocess/build_lmdb_dataset.py */
export interface LmdbBuilder {
  /**
   * Pictures by their ids, from a TSV of `id TAB base64`; of an id that is there twice the last one. Gives the number of lines.
   * @throws DomainError INVALID_INPUT naming a line that cannot be used, STORAGE_FAILED
   */
  buildImages(tsvPath: string, folder: string): Promise<number>;
  /**
   * Pairs of a text and one of its pictures, numbered, from a JSONL of texts. Gives the number of pairs.
   * @throws DomainError as above
   */
  buildPairs(textsPath: string, folder: string): Promise<number>;
}
