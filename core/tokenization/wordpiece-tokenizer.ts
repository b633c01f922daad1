import { DomainError } from '../errors.ts';
import type { Tokenization, Tokenizer } from '../ports/tokenizer.ts';
import { basicTokens } from './basic-tokens.ts';
import type { Vocabulary } from './vocabulary.ts';

const unknownToken = '[UNK]';

/** `max_input_chars_per_word` of the original, in code points. */
const longestWord = 200;

/** WordPiece as `FullTokenizer` and `tokenize` of the original do it (cn_clip/clip/bert_tokenizer.py, utils.py). */
export class WordPieceTokenizer implements Tokenizer {
  readonly vocabularySize: number;
  readonly padId: number;
  readonly #vocabulary: Vocabulary;

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
    this.vocabularySize = vocabulary.size;
    this.padId = vocabulary.padId;
  }

  tokenize(text: string, contextLength: number): Tokenization {
    if (!Number.isInteger(contextLength) || contextLength < 2) {
      throw new DomainError(
        'INVALID_INPUT',
        `The context length ${contextLength} is not a whole number of at least 2.`,
      );
    }
    const pieces = this.pieces(text);
    const tokens = pieces.slice(0, contextLength - 2);
    const { startId, endId, unknownId, idByToken } = this.#vocabulary;
    const ids = Int32Array.of(startId, ...tokens.map((token) => idByToken.get(token) ?? unknownId), endId);
    return {
      ids,
      tokens,
      pieceCount: pieces.length,
      unknownCount: tokens.filter((token) => token === unknownToken).length,
      truncated: pieces.length > tokens.length,
    };
  }

  /** All word pieces of a text. */
  pieces(text: string): readonly string[] {
    return basicTokens(text).flatMap((word) => this.#wordPieces(word));
  }

  /** Greedy longest match from the left; a word with an unknown part is unknown as a whole. */
  #wordPieces(word: string): readonly string[] {
    const points = [...word];
    if (points.length > longestWord) return [unknownToken];
    const pieces: string[] = [];
    for (let start = 0; start < points.length; ) {
      const end = this.#longestMatch(points, start);
      if (end === start) return [unknownToken];
      pieces.push(piece(points, start, end));
      start = end;
    }
    return pieces;
  }

  #longestMatch(points: readonly string[], start: number): number {
    let end = points.length;
    while (end > start && !this.#vocabulary.idByToken.has(piece(points, start, end))) end--;
    return end;
  }
}

function piece(points: readonly string[], start: number, end: number): string {
  const text = points.slice(start, end).join('');
  return start === 0 ? text : `##${text}`;
}
