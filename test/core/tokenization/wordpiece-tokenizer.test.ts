import { describe, expect, it } from 'vitest';
import { parseVocabulary } from '../../../core/tokenization/vocabulary.ts';
import { WordPieceTokenizer } from '../../../core/tokenization/wordpiece-tokenizer.ts';
import { openTokenizer, tokenizerFixture } from './tokenizer-files.ts';

const tokenizer = openTokenizer(tokenizerFixture('vocab.txt'));

describe('WordPieceTokenizer', () => {
  it('gives ids between [CLS] and [SEP], and the tokens they stand for', () => {
    expect(tokenizer.tokenize('一把红色的雨伞，red umbrella', 52)).toEqual({
      ids: Int32Array.from([2, 50, 51, 52, 53, 54, 55, 56, 18, 41, 42, 3]),
      tokens: ['一', '把', '红', '色', '的', '雨', '伞', '，', 'red', 'umbrella'],
      pieceCount: 10,
      unknownCount: 0,
      truncated: false,
    });
    expect([tokenizer.vocabularySize, tokenizer.padId]).toEqual([65, 0]);
  });

  it('takes the longest piece from the left', () => {
    expect(tokenizer.pieces('unaffable unun 199 1')).toEqual([
      'un',
      '##aff',
      '##able',
      'un',
      '##un',
      '19',
      '##9',
      '1',
    ]);
  });

  it('makes a word unknown as a whole when one part of it is', () => {
    expect(tokenizer.pieces('unaffablez zun a')).toEqual(['[UNK]', '[UNK]', 'a']);
  });

  it('does not go back to a shorter piece', () => {
    expect(tokenizer.pieces('as2 as')).toEqual(['a', '##s2', 'a', '##s']);
    expect(tokenizer.pieces('ab affe')).toEqual(['a', '##b', '[UNK]']);
  });

  it('takes special ids from the vocabulary, by name', () => {
    const moved = new WordPieceTokenizer(parseVocabulary('猫\n[SEP]\n[PAD]\n[UNK]\n狗\n[CLS]\n'));
    expect([...moved.tokenize('猫狗鸟', 52).ids]).toEqual([5, 0, 4, 3, 1]);
    expect(moved.padId).toBe(2);
  });

  it('does not read special tokens out of the text', () => {
    expect(tokenizer.pieces('[MASK] [CLS]')).toEqual(['[', 'mask', ']', '[', '[UNK]', ']']);
    expect(tokenizer.pieces('##a')).toEqual(['#', '#', 'a']);
  });

  it('counts [UNK] among the tokens that it keeps', () => {
    const text = '猫鸟狗鸟鸟';
    expect(tokenizer.tokenize(text, 52).unknownCount).toBe(3);
    expect(tokenizer.tokenize(text, 4)).toMatchObject({ tokens: ['猫', '[UNK]'], unknownCount: 1 });
  });

  it.each([
    [7, ['猫', '，', '狗', '。', 'red'], false],
    [6, ['猫', '，', '狗', '。'], true],
    [3, ['猫'], true],
    [2, [], true],
  ])('keeps what fits into a context of %i and reports the rest', (contextLength, tokens, truncated) => {
    const tokenization = tokenizer.tokenize('猫，狗。red', contextLength);
    expect(tokenization).toMatchObject({ tokens, truncated, pieceCount: 5 });
    expect(tokenization.ids).toHaveLength(tokens.length + 2);
    expect(tokenization.ids.at(-1)).toBe(3);
  });

  it('reads an empty text as [CLS] [SEP]', () => {
    const empty = { ids: Int32Array.of(2, 3), tokens: [], pieceCount: 0, unknownCount: 0, truncated: false };
    for (const text of ['', ' \n', '\u200b\u0301']) expect(tokenizer.tokenize(text, 2)).toEqual(empty);
  });

  it.each([1, 0, -1, 2.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses the context length %d',
    (length) => {
      for (const text of ['', '猫']) {
        expect(() => tokenizer.tokenize(text, length)).toThrow(
          expect.objectContaining({
            code: 'INVALID_INPUT',
            message: expect.stringContaining(String(length)),
          }),
        );
      }
    },
  );

  it('takes any greater context length', () => {
    const { ids, truncated } = tokenizer.tokenize('猫'.repeat(300_000), 300_002);
    expect([ids.length, truncated]).toEqual([300_002, false]);
    expect(tokenizer.tokenize('猫', Number.MAX_SAFE_INTEGER).ids).toHaveLength(3);
  });

  it('knows words of 200 code points and none of 201', () => {
    expect(tokenizer.pieces('a'.repeat(200))).toHaveLength(200);
    expect(tokenizer.pieces('a'.repeat(201))).toEqual(['[UNK]']);
    expect(tokenizer.pieces('🀄'.repeat(200))).toHaveLength(200);
    expect(tokenizer.pieces('🀄'.repeat(201))).toEqual(['[UNK]']);
  });

  it('counts code points after accents are gone', () => {
    expect(tokenizer.pieces('á\u0323'.repeat(200))).toHaveLength(200);
  });

  it('takes unpaired surrogates as unknown characters', () => {
    expect(tokenizer.pieces('\ud83c猫\udc04')).toEqual(['[UNK]', '猫', '[UNK]']);
  });

  it.each([
    ['one endless word', 'a'.repeat(1_000_000), 1],
    ['endless marks', `a${'\u0301\u0323'.repeat(500_000)}`, 1],
    ['endless spacing marks', '\u302e\u{1d165}'.repeat(300_000), 1],
    ['words of the greatest length', `${'a'.repeat(200)} `.repeat(5000), 1_000_000],
    ['unknown words of the greatest length', `${'a'.repeat(199)}z `.repeat(5000), 5000],
    ['white space', `${' \u2028'.repeat(500_000)}a`, 1],
    ['capital sigmas', 'Σ.'.repeat(500_000), 1_000_000],
  ])('takes time linear in the length of hostile text: %s', (_, text, pieceCount) => {
    const start = performance.now();
    expect(tokenizer.tokenize(text, 52).pieceCount).toBe(pieceCount);
    // Tenths of a second on a slow machine; what is quadratic takes minutes.
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
