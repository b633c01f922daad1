import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { JsonTokenizer } from '../../../adapters/tokenizers/json-tokenizer.ts';
import type { JsonObject } from '../../../core/json.ts';
import { withTokenizerConfig } from '../../../core/tokenization/tokenizer-json.ts';

const fixtures = new URL('../../fixtures/tokenizer-json/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, fixtures));

/** Made by the Rust library, see make-fixtures.py. */
interface Expected {
  readonly tokenizer: { readonly padId: number; readonly vocabularySize: number };
  readonly texts: readonly { text: string; ids: number[]; tokens: string[] }[];
}

const open = {
  unigram: () => new JsonTokenizer(read('unigram.json')),
  bpe: () => new JsonTokenizer(withTokenizerConfig(read('bpe.json'), read('bpe.config.json'))),
};

describe.each(['unigram', 'bpe'] as const)('JsonTokenizer of a %s', (name) => {
  const expected = JSON.parse(read(`${name}.expected.json`).toString()) as Expected;
  const tokenizer = open[name]();

  it('gives the ids and tokens of the Rust library', () => {
    expect(tokenizer).toMatchObject(expected.tokenizer);
    expect(expected.texts.length).toBeGreaterThan(45);
    for (const { text, ids, tokens } of expected.texts) {
      const given = tokenizer.tokenize(text, 512);
      expect({ text, ids: [...given.ids], tokens: given.tokens }).toEqual({ text, ids, tokens });
      expect(given).toMatchObject({ pieceCount: tokens.length, truncated: false });
    }
  });

  it('drops pieces that do not fit and keeps the token at the end', () => {
    const { text, ids, tokens } = expected.texts.find((row) => row.tokens.length > 20)!;
    const given = tokenizer.tokenize(text, 9);
    expect([...given.ids]).toEqual([...ids.slice(0, 8), ids.at(-1)]);
    expect(given).toMatchObject({ pieceCount: tokens.length, truncated: true });
    expect(given.tokens).toEqual(tokens.slice(0, 8));
    const { pieces, foldings } = tokenizer.inspect(text, 9);
    expect(pieces.map(({ token }) => token)).toEqual(tokens);
    expect(pieces.map(({ isKept }) => isKept)).toEqual(tokens.map((_, i) => i < 8));
    expect([foldings, pieces[0]!.place]).toEqual([null, null]);
  });

  it('cuts a text of 100,000 characters', () => {
    const row = expected.texts.find(({ tokens }) => tokens.length > 20)!;
    for (const long of [
      `${row.text} `.repeat(5000).slice(0, 100_000),
      'a'.repeat(100_000),
      ' '.repeat(100_000),
    ]) {
      const { ids, truncated, pieceCount } = tokenizer.tokenize(long, 64);
      expect(ids.length).toBe(Math.min(pieceCount + 1, 64));
      expect(truncated).toBe(pieceCount > 63);
    }
  });

  it('refuses a context without a place for a piece', () => {
    for (const length of [1, 2.5, Number.NaN])
      expect(() => tokenizer.tokenize('a', length)).toThrow(
        expect.objectContaining({ code: 'INVALID_INPUT' }),
      );
  });
});

describe('JsonTokenizer', () => {
  it('counts what its vocabulary lacks', () => {
    expect(open.unigram().tokenize('的 \u{1F9FF}', 16)).toMatchObject({ unknownCount: 1 });
    expect(open.bpe().tokenize('的 \u{1F9FF}', 16)).toMatchObject({ unknownCount: 0 });
  });

  it('puts a token in front where the file asks for one', () => {
    const { ids } = new JsonTokenizer(read('bpe.json')).tokenize('a', 16);
    expect([ids[0], ids.at(-1)]).toEqual([2, 1]);
  });
});

describe('a tokenizer.json that cannot be used', () => {
  const refused = expect.objectContaining({ code: 'CHECKPOINT_UNREADABLE' });
  const openJson = (json: unknown) => new JsonTokenizer(Buffer.from(JSON.stringify(json)));
  const good = JSON.parse(read('bpe.json').toString()) as JsonObject & { model: JsonObject };
  const replace = (pattern: string) => ({
    ...good,
    normalizer: { type: 'Replace', pattern: { Regex: pattern }, content: '' },
  });

  it('is no JSON, or larger than any is', () => {
    expect(() => new JsonTokenizer(Buffer.from('{"model":'))).toThrow(refused);
    expect(() => new JsonTokenizer(new Uint8Array())).toThrow(refused);
    expect(() => new JsonTokenizer(Buffer.alloc(60_000_000, '['))).toThrow(/60000000 bytes/);
    expect(() => new JsonTokenizer(Buffer.from(`{"a":${'['.repeat(5_000_000)}`))).toThrow(refused);
  });

  it.each([
    ['no object', []],
    ['no model', {}],
    ['another model', { ...good, model: { type: 'WordLevel', vocab: { a: 1 } } }],
    ['a vocabulary of the wrong type', { ...good, model: { ...good.model, vocab: ['a', 'b'] } }],
    ['ids that are no numbers', { ...good, model: { ...good.model, vocab: { a: 'b' } } }],
    ['ids without limit', { ...good, model: { ...good.model, vocab: { a: 4e9 } } }],
    ['merges that are no pairs', { ...good, model: { ...good.model, merges: [1, 2] } }],
    ['merges of the wrong type', { ...good, model: { ...good.model, merges: 7 } }],
    ['added tokens of the wrong type', { ...good, added_tokens: { a: 1 } }],
    ['an added token without content', { ...good, added_tokens: [{ id: 3, content: '' }] }],
    ['a normalizer of the wrong type', { ...good, normalizer: { type: 'Nothing' } }],
    [
      'no padding token',
      { ...good, added_tokens: [], model: { ...good.model, vocab: { a: 0 }, merges: [] } },
    ],
    ['a padding of the wrong type', { ...good, padding: 7 }],
    ['a pattern that is none', replace('(')],
    [
      'an unknown id that is not there',
      { ...good, model: { type: 'Unigram', unk_id: 9, vocab: [['a', 0]] } },
    ],
    ['an unknown token that is not there', { ...good, model: { ...good.model, unk_token: '<nothing>' } }],
    ['no unknown token for words', { ...good, model: { type: 'WordPiece', vocab: { a: 0 } } }],
  ])('has %s', (_, json) => {
    expect(() => openJson(json)).toThrow(refused);
  });

  it('has a pattern that takes exponential time', () => {
    expect(() => openJson(replace('(a+)+$'))).toThrow(/takes too long/);
  });
});
