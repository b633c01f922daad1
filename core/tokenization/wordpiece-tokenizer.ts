import { DomainError } from '../errors.ts';
import type { InspectedPiece, TextInspection, Tokenization, Tokenizer } from '../ports/tokenizer.ts';
import { basicTokens, foldText, words } from './basic-tokens.ts';
import { foldWithPlaces } from './folding.ts';
import { longestWord } from './longest-word.ts';
import { type Piece, PieceTrie } from './piece-trie.ts';
import type { Vocabulary } from './vocabulary.ts';

const unknownToken = '[UNK]';

/**
 * WordPiece as `FullTokenizer` and `tokenize` of the original do it (cn_clip/clip/bert_tokenizer.py, utils.py). A
 * special token written in the text is split like any other text. Time is linear in the length of the text.
 */
export class WordPieceTokenizer implements Tokenizer {
  readonly vocabularySize: number;
  readonly padId: number;
  readonly #startId: number;
  readonly #endId: number;
  readonly #unknown: Piece;
  /** Pieces that begin a word. */
  readonly #beginnings = new PieceTrie();
  /** Pieces that go on a word, without their `##`. */
  readonly #continuations = new PieceTrie();

  constructor(vocabulary: Vocabulary) {
    this.vocabularySize = vocabulary.size;
    this.padId = vocabulary.padId;
    this.#startId = vocabulary.startId;
    this.#endId = vocabulary.endId;
    this.#unknown = { token: unknownToken, id: vocabulary.unknownId, length: 0 };
    for (const [token, id] of vocabulary.idByToken) {
      // A piece longer than any word is never met, and would only make the trie large.
      if (token.length > 2 * longestWord) continue;
      // `#` is punctuation, hence a word of its own: no word begins with `##`.
      if (!token.startsWith('##')) this.#beginnings.add(token, { token, id });
      else if (token.length > 2) this.#continuations.add(token.slice(2), { token, id });
    }
  }

  tokenize(text: string, contextLength: number): Tokenization {
    requireContextLength(contextLength);
    const pieces = this.#pieces(text);
    const kept = pieces.slice(0, contextLength - 2);
    const ids = new Int32Array(kept.length + 2);
    ids[0] = this.#startId;
    for (const [i, { id }] of kept.entries()) ids[i + 1] = id;
    ids[kept.length + 1] = this.#endId;
    return {
      ids,
      tokens: kept.map(({ token }) => token),
      pieceCount: pieces.length,
      unknownCount: kept.filter((piece) => piece === this.#unknown).length,
      truncated: pieces.length > kept.length,
    };
  }

  inspect(text: string, contextLength: number): TextInspection {
    requireContextLength(contextLength);
    const folded = foldWithPlaces(text);
    const pieces: InspectedPiece[] = [];
    for (const { 0: word, index } of (folded?.text ?? foldText(text)).matchAll(words)) {
      const own: Piece[] = [];
      this.#appendPieces(own, word);
      let start = index;
      for (const piece of own) {
        const isUnknown = piece === this.#unknown;
        const end = start + (isUnknown ? word.length : piece.length);
        const place =
          folded === undefined ? null : { start: folded.starts[start]!, end: folded.ends[end - 1]! };
        const isKept = pieces.length < contextLength - 2;
        pieces.push({ token: piece.token, id: piece.id, isUnknown, isKept, place });
        start = end;
      }
    }
    return { pieces, foldings: folded?.foldings ?? null };
  }

  /** Every word piece of a text, without special tokens and not truncated: `FullTokenizer.tokenize`. */
  pieces(text: string): readonly string[] {
    return this.#pieces(text).map(({ token }) => token);
  }

  #pieces(text: string): readonly Piece[] {
    const pieces: Piece[] = [];
    for (const word of basicTokens(text)) this.#appendPieces(pieces, word);
    return pieces;
  }

  /** Greedy longest match from the left; a word with a part that no piece matches is unknown as a whole. */
  #appendPieces(pieces: Piece[], word: string): void {
    const before = pieces.length;
    if (!isTooLong(word)) {
      let start = 0;
      while (start < word.length) {
        const piece = (start === 0 ? this.#beginnings : this.#continuations).longestAt(word, start);
        if (piece === undefined) break;
        pieces.push(piece);
        start += piece.length;
      }
      if (start === word.length) return;
    }
    pieces.length = before;
    pieces.push(this.#unknown);
  }
}

/** Whether a word has more code points than `longestWord`; counts them only where its length leaves it open. */
function isTooLong(word: string): boolean {
  if (word.length <= longestWord) return false;
  return word.length > 2 * longestWord || [...word].length > longestWord;
}

function requireContextLength(contextLength: number): void {
  if (Number.isInteger(contextLength) && contextLength >= 2) return;
  throw new DomainError('INVALID_INPUT', `The context length ${contextLength} is out of range.`, {
    remedy: 'Pass a whole number of at least 2: [CLS] and [SEP] always take a place.',
    details: { contextLength },
  });
}
