/** One text as a model reads it. */
export interface Tokenization {
  /** Ids with the leading [CLS] and trailing [SEP], not padded; at most `contextLength` long. */
  readonly ids: Int32Array;
  /** Word pieces that were kept, without special tokens; `tokens.length === ids.length - 2`. */
  readonly tokens: readonly string[];
  /** Word pieces before truncation, without special tokens. */
  readonly pieceCount: number;
  /** How many of the kept tokens are [UNK]. */
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
  /** @throws DomainError INVALID_INPUT when `contextLength` is not an integer ≥ 2. */
  tokenize(text: string, contextLength: number): Tokenization;
}
