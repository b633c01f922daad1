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

/** Why characters are not as they were before a text is cut. */
export type FoldingKind =
  /** Control and format characters are dropped. */
  | 'control-characters'
  | 'lower-case'
  /** Nonspacing marks are dropped. */
  | 'accents'
  /** Characters are taken apart, e.g. Hangul syllables. */
  | 'decomposition';

/** A part of a text that was changed before it was cut into pieces. Places are code units of the original. */
export interface TextFolding {
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
  readonly kinds: readonly FoldingKind[];
}

export interface InspectedPiece {
  readonly token: string;
  readonly id: number;
  readonly isUnknown: boolean;
  /** False for what was cut off. */
  readonly isKept: boolean;
  /** Code units of the original that it stands for, of an unknown one too; null where the tokenizer cannot tell. */
  readonly place: { readonly start: number; readonly end: number } | null;
}

/** A text under the tokenizer's hands. */
export interface TextInspection {
  /** Also those that were cut off. */
  readonly pieces: readonly InspectedPiece[];
  /** Null where the tokenizer cannot tell. */
  readonly foldings: readonly TextFolding[] | null;
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
  /** The same in detail, for people to look at. @throws DomainError as {@link tokenize} */
  inspect(text: string, contextLength: number): TextInspection;
}
