import { DomainError } from '../errors.ts';

/** Word pieces and their ids: the 0-based line numbers of a `vocab.txt`. */
export interface Vocabulary {
  /** Lines of the file, duplicates included: the rows of the word embedding. */
  readonly size: number;
  readonly idByToken: ReadonlyMap<string, number>;
  /** Id of [PAD]. */
  readonly padId: number;
  /** Id of [UNK]. */
  readonly unknownId: number;
  /** Id of [CLS]. */
  readonly startId: number;
  /** Id of [SEP]. */
  readonly endId: number;
}

/**
 * Reads the text of a `vocab.txt` as `load_vocab` of cn_clip/clip/bert_tokenizer.py does: every line stripped, the last
 * of two equal lines wins, ids of special tokens by their name. Unlike the original it skips a byte order mark.
 * @throws DomainError INVALID_INPUT when the file has no [PAD], [UNK], [CLS] or [SEP].
 */
export function parseVocabulary(text: string): Vocabulary {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  const idByToken = new Map(lines.map((line, id) => [strip(line), id]));
  return {
    size: lines.length,
    idByToken,
    padId: specialId(idByToken, '[PAD]'),
    unknownId: specialId(idByToken, '[UNK]'),
    startId: specialId(idByToken, '[CLS]'),
    endId: specialId(idByToken, '[SEP]'),
  };
}

function specialId(idByToken: ReadonlyMap<string, number>, token: string): number {
  const id = idByToken.get(token);
  if (id !== undefined) return id;
  throw new DomainError('INVALID_INPUT', `The vocabulary has no ${token}.`, {
    remedy: 'Pass the vocab.txt of a BERT model, one token a line.',
    details: { token },
  });
}

/** What Python's `str.isspace` says yes to; `\s` has U+FEFF instead of the information separators and U+0085. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python counts the information separators as white space
const pythonSpace = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** Python's `str.strip()`. A loop, because a regular expression for the end takes quadratic time. */
function strip(line: string): string {
  let start = 0;
  let end = line.length;
  while (start < end && pythonSpace.test(line.charAt(start))) start++;
  while (end > start && pythonSpace.test(line.charAt(end - 1))) end--;
  return line.slice(start, end);
}
