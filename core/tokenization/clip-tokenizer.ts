import { DomainError } from '../errors.ts';
import type { JsonObject, JsonValue } from '../json.ts';

const start = '<|startoftext|>';
const end = '<|endoftext|>';

/** Merges of `SimpleTokenizer` in OpenAI's clip/simple_tokenizer.py: the file has more, for another model. */
const openaiMerges = 49_152 - 256 - 2;

/**
 * CLIP's byte-pair encoding as a `tokenizer.json`, as transformers' `CLIPConverter` writes it from a `vocab.json` and a
 * `merges.txt`. What OpenAI's code does to a text before that is left out, as there: ftfy's repairs (which also make
 * full-width characters and curly quotes plain) and unescaping HTML.
 * @throws DomainError CHECKPOINT_UNREADABLE when a merge or one of the special tokens is missing
 */
export function clipTokenizerFromVocabulary(vocabulary: JsonObject, merges: string): JsonObject {
  return tokenizerJson(vocabulary, mergesOf(merges));
}

/** The same from OpenAI's `bpe_simple_vocab_16e6.txt`, which numbers pieces by their place. */
export function clipTokenizerFromList(list: string): JsonObject {
  const merges = mergesOf(list).slice(0, openaiMerges);
  const bytes = byteCharacters();
  const pieces = [
    ...bytes,
    ...bytes.map((byte) => `${byte}</w>`),
    ...merges.map((merge) => merge.replace(' ', '')),
    start,
    end,
  ];
  return tokenizerJson(Object.fromEntries(pieces.map((piece, id) => [piece, id])), merges);
}

function tokenizerJson(vocabulary: JsonObject, merges: readonly string[]): JsonObject {
  const [startId, endId] = [requireId(vocabulary, start), requireId(vocabulary, end)];
  for (const merge of merges) requireId(vocabulary, merge.replace(' ', ''));
  const special = (content: string, id: number): JsonObject => {
    const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
    return { id, content, ...flags };
  };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [special(start, startId), special(end, endId)],
    normalizer: sequence('normalizers', [
      { type: 'NFC' },
      { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
      { type: 'Lowercase' },
    ]),
    pre_tokenizer: sequence('pretokenizers', [
      { type: 'Split', pattern: { Regex: wordPattern }, behavior: 'Removed', invert: true },
      { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    ]),
    post_processor: {
      type: 'RobertaProcessing',
      sep: [end, endId],
      cls: [start, startId],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: end,
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      vocab: vocabulary,
      merges,
    },
  };
}

const wordPattern = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

function sequence(field: string, parts: readonly JsonObject[]): JsonObject {
  return { type: 'Sequence', [field]: parts };
}

/** Lines behind the heading, two pieces each. */
function mergesOf(text: string): readonly string[] {
  const merges = text
    .split(/\r?\n/)
    .filter((line, i) => line !== '' && !(i === 0 && /^"?(bpe_|#version)/.test(line)));
  const wrong = merges.find((merge) => !/^[^ ]+ [^ ]+$/.test(merge));
  if (wrong === undefined && merges.length > 0) return merges;
  throw unreadable(wrong === undefined ? 'no merges' : `the line ${JSON.stringify(wrong.slice(0, 40))}`);
}

/** `bytes_to_unicode` of OpenAI's clip/simple_tokenizer.py: printable bytes stand for themselves and come first. */
function byteCharacters(): readonly string[] {
  const isPlain = (byte: number) => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  const others = bytes.filter((byte) => !isPlain(byte)).map((_, i) => String.fromCodePoint(256 + i));
  return [...bytes.filter(isPlain).map((byte) => String.fromCodePoint(byte)), ...others];
}

function requireId(vocabulary: JsonObject, piece: string): number {
  const id: JsonValue | undefined = Object.hasOwn(vocabulary, piece) ? vocabulary[piece] : undefined;
  if (typeof id === 'number') return id;
  throw unreadable(`no piece ${JSON.stringify(piece.slice(0, 40))}`);
}

function unreadable(what: string): DomainError {
  return new DomainError('CHECKPOINT_UNREADABLE', `The vocabulary cannot be used: it has ${what}.`, {
    remedy: 'Use the vocab.json and merges.txt of one model, or the bpe_simple_vocab_16e6.txt.gz of OpenAI.',
  });
}
