import { DomainError } from '../errors.ts';

/** Word pieces and their ids: the 0-based line numbers of a `vocab.txt`. */
export interface Vocabulary {
  /** Entries of the file, duplicates included: the rows of the word embedding. */
  readonly size: number;
  readonly idByToken: ReadonlyMap<string, number>;
  readonly padId: number;
  readonly unknownId: number;
  readonly startId: number;
  readonly endId: number;
}

/** White space of Python's `str.strip()`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python counts the information separators as white space
const pythonSpaceEnds = /^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/g;

/**
 * Reads a `vocab.txt` as cn_clip/clip/bert_tokenizer.py `load_vocab` does: every line stripped, the last of two equal
 * lines wins. Ids of special tokens come from the file.
 * @throws DomainError INVALID_INPUT when the file has no [PAD], [UNK], [CLS] or [SEP].
 */
export function parseVocabulary(text: string): Vocabulary {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  const idByToken = new Map(lines.map((line, id) => [line.replace(pythonSpaceEnds, ''), id]));
  const special = (token: string): number => {
    const id = idByToken.get(token);
    if (id !== undefined) return id;
    throw new DomainError('INVALID_INPUT', `The vocabulary has no ${token}.`, {
      remedy: 'Pass the vocab.txt of a BERT model.',
    });
  };
  return {
    size: lines.length,
    idByToken,
    padId: special('[PAD]'),
    unknownId: special('[UNK]'),
    startId: special('[CLS]'),
    endId: special('[SEP]'),
  };
}
