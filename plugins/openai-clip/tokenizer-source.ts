import { DomainError } from '../../core/errors.ts';
import type { BackboneOptions, TokenizerSource } from '../../core/plugin.ts';
import type { Checkpoint } from '../../core/ports/checkpoint.ts';
import {
  clipTokenizerFromList,
  clipTokenizerFromVocabulary,
} from '../../core/tokenization/clip-tokenizer.ts';
import { parseForeignJson } from '../../core/tokenization/tokenizer-json.ts';
import { gunzip } from './gunzip.ts';

/** `bpe_simple_vocab_16e6.txt` has 3 MB. */
const maximumListBytes = 16 << 20;

/**
 * The byte-pair encoding of a CLIP as a `tokenizer.json`: from `--vocab` (OpenAI's `bpe_simple_vocab_16e6.txt.gz`, or a
 * `tokenizer.json`), else from the `tokenizer.json`, else from the `vocab.json` and `merges.txt` beside the weights.
 * @throws DomainError INVALID_INPUT when there is none, CHECKPOINT_UNREADABLE when it cannot be read
 */
export async function tokenizerSource(
  checkpoint: Checkpoint,
  { vocabulary }: BackboneOptions,
): Promise<TokenizerSource> {
  const json = await tokenizerJson(checkpoint, vocabulary);
  // Nothing behind the end of text is seen, so any id that is not above it pads.
  const padding = { strategy: 'BatchLongest', direction: 'Right', pad_to_multiple_of: null };
  const padded = { ...json, padding: { ...padding, pad_id: 0, pad_type_id: 0, pad_token: '!' } };
  return {
    kind: 'tokenizer-json',
    padding: 'longest',
    bytes: new TextEncoder().encode(JSON.stringify(padded)),
  };
}

async function tokenizerJson(checkpoint: Checkpoint, given: Uint8Array | undefined) {
  if (given !== undefined) return fromGiven(given);
  const tokenizer = await checkpoint.companion('tokenizer.json');
  if (tokenizer !== undefined) return parseForeignJson(tokenizer, 'tokenizer.json');
  const vocabulary = await checkpoint.companion('vocab.json');
  const merges = await checkpoint.companion('merges.txt');
  if (vocabulary !== undefined && merges !== undefined) {
    return clipTokenizerFromVocabulary(parseForeignJson(vocabulary, 'vocab.json'), text(merges));
  }
  throw new DomainError('INVALID_INPUT', `There is no tokenizer beside ${checkpoint.fileName}.`, {
    remedy: "Put its tokenizer.json there, or pass OpenAI's bpe_simple_vocab_16e6.txt.gz with --vocab.",
  });
}

async function fromGiven(bytes: Uint8Array) {
  if (bytes[0] === 0x7b) return parseForeignJson(bytes, 'tokenizer.json');
  const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return clipTokenizerFromList(text(isZipped ? await gunzip(bytes, maximumListBytes) : bytes));
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
