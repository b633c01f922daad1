import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { DomainError } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json.ts';
import type { TextInspection, Tokenization, Tokenizer } from '../../core/ports/tokenizer.ts';
import { TimeLimit } from './time-limit.ts';
import { parseTokenizerFile, unreadable } from './tokenizer-file.ts';

/** What is used of the library, whose own types do not resolve under `nodenext`. */
interface Library {
  encode(text: string, options: { readonly add_special_tokens: boolean }): Encoding;
  token_to_id(token: string): number | undefined;
}

interface Encoding {
  readonly ids: readonly number[];
  readonly tokens: readonly string[];
}

/** A text of 100,000 characters takes well below a second; only a pattern that backtracks gets here. */
const textLimit = new TimeLimit(5000);

/** A vocabulary of 256,000 entries opens in a few seconds. */
const openingLimit = new TimeLimit(60_000);

const patternLimit = new TimeLimit(3000);

/** A text; with its spaces and digits it passes every pre-tokenizer, and no vocabulary is without its letters. */
const plainText = 'a photo of 2 cats.';

/** What patterns that backtrack stumble over: long runs, and then something else. */
const stumblingTexts = ['a', 'A', '1', ' ', '.', "'", '_', '\n', '中', 'a ', 'a1', '. '].map(
  (run) => `${run.repeat(2000)}\u0000`,
);

/**
 * A Hugging Face `tokenizer.json`. Special tokens written in the text count as such, as there. A padding token is taken
 * from its `padding`, where `withTokenizerConfig` puts the one of a `tokenizer_config.json`. Ids are those of the Rust
 * library but for what JavaScript calls white space: a U+FEFF at the ends of a text is stripped with it.
 */
export class JsonTokenizer implements Tokenizer {
  readonly vocabularySize: number;
  readonly padId: number;
  readonly #library: Library;
  readonly #unknownId: number | undefined;
  /** Ids of the special tokens in front of every text, and behind it. */
  readonly #front: readonly number[];
  readonly #back: readonly number[];

  /**
   * @param bytes contents of a `tokenizer.json`
   * @throws DomainError CHECKPOINT_UNREADABLE when it is none, is of a kind that is not supported, or has patterns that
   *   take too long
   */
  constructor(bytes: Uint8Array) {
    const opened = opening(() => {
      const file = parseTokenizerFile(bytes);
      const library = openingLimit.run(() => openLibrary(file.json), tooSlow);
      patternLimit.run(() => stumblingTexts.map((text) => encode(library, text)), tooSlow);
      return { ...file, ...specialTokens(library), library };
    });
    this.vocabularySize = opened.vocabularySize;
    this.padId = opened.padId;
    this.#library = opened.library;
    this.#front = opened.front;
    this.#back = opened.back;
    const { unknownToken } = opened;
    this.#unknownId = unknownToken === undefined ? undefined : this.#library.token_to_id(unknownToken);
  }

  tokenize(text: string, contextLength: number): Tokenization {
    const specialCount = this.#front.length + this.#back.length;
    requirePlaceFor(specialCount, contextLength);
    const places = contextLength - specialCount;
    const { ids, tokens } = this.#pieces(text);
    const kept = ids.slice(0, places);
    return {
      ids: Int32Array.from([...this.#front, ...kept, ...this.#back]),
      tokens: tokens.slice(0, places),
      pieceCount: ids.length,
      unknownCount: kept.filter((id) => id === this.#unknownId).length,
      truncated: ids.length > kept.length,
    };
  }

  /** The library does not tell where its tokens come from, nor what it made of the text before. */
  inspect(text: string, contextLength: number): TextInspection {
    const specialCount = this.#front.length + this.#back.length;
    requirePlaceFor(specialCount, contextLength);
    const { ids, tokens } = this.#pieces(text);
    const pieces = ids.map((id, i) => ({
      token: tokens[i]!,
      id,
      isUnknown: id === this.#unknownId,
      isKept: i < contextLength - specialCount,
      place: null,
    }));
    return { pieces, foldings: null };
  }

  #pieces(text: string): Encoding {
    try {
      return textLimit.run(() => encode(this.#library, text), tooLong);
    } catch (error) {
      // The library spreads the pieces of a text over the stack.
      throw error instanceof RangeError ? tooLong() : error;
    }
  }
}

/** Whatever else goes wrong while a file is read is the file's fault. */
function opening<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw error instanceof DomainError ? error : unreadable(String(error), error);
  }
}

function openLibrary(json: JsonObject): Library {
  return new (HuggingFaceTokenizer as new (json: object, configuration: object) => Library)(json, {});
}

function encode(library: Library, text: string): Encoding {
  return library.encode(text, { add_special_tokens: false });
}

/** What the tokenizer puts around a text. */
function specialTokens(library: Library): { front: readonly number[]; back: readonly number[] } {
  const bare = encode(library, plainText).ids;
  const whole = library.encode(plainText, { add_special_tokens: true }).ids;
  const starts = Array.from({ length: Math.max(0, whole.length - bare.length + 1) }, (_, start) => start);
  const front = starts.find((start) => bare.every((id, i) => whole[start + i] === id));
  if (bare.length === 0 || front === undefined || whole.some((id) => !Number.isInteger(id))) {
    throw unreadable('it gives no tokens for plain text');
  }
  return { front: whole.slice(0, front), back: whole.slice(front + bare.length) };
}

function requirePlaceFor(specialCount: number, contextLength: number): void {
  const least = Math.max(2, specialCount);
  if (Number.isInteger(contextLength) && contextLength >= least) return;
  throw new DomainError('INVALID_INPUT', `The context length ${contextLength} is out of range.`, {
    remedy: `Pass a whole number of at least ${least}: special tokens always take a place.`,
    details: { contextLength },
  });
}

function tooSlow(): DomainError {
  return unreadable('one of its patterns takes too long');
}

function tooLong(): DomainError {
  return new DomainError('INVALID_INPUT', 'The text is too long to be cut into tokens.', {
    remedy: 'Send a shorter one.',
  });
}
