import { describe, expect, it } from 'vitest';
import { JsonTokenizer } from '../../../adapters/tokenizers/json-tokenizer.ts';
import type { BackboneOptions } from '../../../core/plugin.ts';
import type { Checkpoint } from '../../../core/ports/checkpoint.ts';
import { tokenizerSource } from '../../../plugins/openai-clip/tokenizer-source.ts';
import { readFixture } from './read-fixture.ts';

interface Row {
  readonly text: string;
  /** Ids of transformers' CLIPTokenizerFast. */
  readonly fast: readonly number[];
  /** Ids of OpenAI's SimpleTokenizer, without start and end. */
  readonly original: readonly number[];
}

const rows = new TextDecoder()
  .decode(readFixture('tokens.jsonl'))
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);

const beside = (files: Readonly<Record<string, Uint8Array>>) =>
  ({ fileName: 'model.pt', companion: async (name: string) => files[name] }) as unknown as Checkpoint;

const open = async (files: Readonly<Record<string, Uint8Array>>, options: Partial<BackboneOptions> = {}) =>
  new JsonTokenizer((await tokenizerSource(beside(files), { weights: 'as-stored', ...options })).bytes);

const ids = (tokenizer: JsonTokenizer, text: string) => [...tokenizer.tokenize(text, 10_000).ids];

describe('the tokenizer of a CLIP', () => {
  it.each(['vocab.json and merges.txt', "OpenAI's list of merges"])(
    'has the ids of transformers with %s',
    async (from) => {
      const tokenizer = from.startsWith('vocab')
        ? await open({ 'vocab.json': readFixture('vocab.json'), 'merges.txt': readFixture('merges.txt') })
        : await open({}, { vocabulary: readFixture('bpe.txt.gz') });
      expect(rows.length).toBeGreaterThan(50);
      for (const { text, fast } of rows)
        expect({ text, ids: ids(tokenizer, text) }).toEqual({ text, ids: fast });
    },
  );

  it("has the ids of OpenAI's own code where that does not rewrite the text", async () => {
    const tokenizer = await open({}, { vocabulary: readFixture('bpe.txt.gz') });
    const differing = rows.filter(
      ({ text, original }) => ids(tokenizer, text).slice(1, -1).join() !== original.join(),
    );
    // ftfy repairs and HTML: ligatures, final sigma, full width, curly quotes, entities, control characters, titlecase.
    expect(differing.map(({ text }) => text.slice(0, 7))).toEqual([
      'Straße ',
      'ΑΒΓ Σίσ',
      '今天天气真好，',
      '全角ＡＢＣ１２',
      '…—–“cur',
      '<html>&',
      '\ufeffbom at',
      '\u0000null a',
      'ǅ ǆ tit',
    ]);
  });

  it('keeps the end of text when a text is cut', async () => {
    const tokenizer = await open({}, { vocabulary: readFixture('bpe.txt.gz') });
    const cut = tokenizer.tokenize('the quick brown fox jumps over the lazy dog', 5);
    expect([cut.ids[0], cut.ids[4], cut.truncated]).toEqual([2012, 2013, true]);
    expect([tokenizer.padId, tokenizer.vocabularySize]).toEqual([0, 2014]);
  });

  it('is taken from --vocab first, then from tokenizer.json', async () => {
    const { bytes } = await tokenizerSource(beside({}), {
      weights: 'as-stored',
      vocabulary: readFixture('bpe.txt.gz'),
    });
    const other = { 'vocab.json': new Uint8Array(), 'merges.txt': new Uint8Array() };
    expect(ids(await open({ ...other, 'tokenizer.json': bytes }), 'a cat')).toEqual(
      rows[0]!.fast.slice(0, 2).concat(ids(await open({}, { vocabulary: bytes }), 'a cat').slice(2)),
    );
  });

  it('is missed by name', async () => {
    await expect(open({})).rejects.toMatchObject({ code: 'INVALID_INPUT', message: /bpe_simple_vocab_16e6/ });
  });

  it.each([
    ['a damaged gzip', Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3), /unpacked: it is damaged/],
    ['something else', new TextEncoder().encode('not a list of merges at all\n'), /the line/],
    ['nothing', new Uint8Array(), /no merges/],
    ['a vocab.json alone', readFixture('vocab.json'), /tokenizer\.json/],
  ])('is not made of %s', async (_, vocabulary, message) => {
    await expect(open({}, { vocabulary })).rejects.toMatchObject({ code: 'CHECKPOINT_UNREADABLE', message });
  });

  it('needs every merge in the vocabulary', async () => {
    const files = { 'vocab.json': new TextEncoder().encode('{"<|startoftext|>":0,"<|endoftext|>":1}') };
    await expect(open({ ...files, 'merges.txt': readFixture('merges.txt') })).rejects.toMatchObject({
      code: 'CHECKPOINT_UNREADABLE',
      message: /no piece/,
    });
  });
});
