/** One text as a model reads it. */
export interface Tokenization {
  /** Ids with the tokenizer's own special tokens ([CLS] … [SEP], … <eos>), not padded; at most `contextLength` long. */
  readonly ids: Int32Array;
  /** Word pieces that were kept, without those special tokens: truncation drops pieces and keeps them. */
  readonly tokens: readonly string[];
  /** Word pieces before truncation, without special tokens. */
  readonly pieceCount: number;
  /** How many of the kept tokens stand for what the vocabulary lacks. */
  readonly unknownCount: number;
  /** True when `pieceCount` did not fit. */
  readonly truncated: boolean;
}

/** Text to token ids. Pure and synchronous. */
export interface Tokenizer {
  /** Entries of the vocabulary; ids are below it. */
  readonly vocabularySize: number;
  /** Id that pads shorter rows of a batch. */
  readonly padId: number;
  /**
   * @throws DomainError INVALID_INPUT when `contextLength` is not an integer ≥ 2 with a place for every special token,
   *   or the text is too long to be cut
   */
  tokenize(text: string, contextLength: number): Tokenization;
}
