import { describe, expect, it } from 'vitest';
import { basicTokens } from '../../../core/tokenization/basic-tokens.ts';
import { readLines, tokenizerFixture } from './tokenizer-files.ts';

describe('basicTokens', () => {
  it("splits texts of many scripts into the original's words", () => {
    const lines = readLines<{ text: string; basic: string[] }>(tokenizerFixture('basic-tokens.jsonl'));
    expect(lines).toHaveLength(60);
    for (const { text, basic } of lines) expect(basicTokens(text), text).toEqual(basic);
  });

  it('makes every Chinese character a word, and no kana or hangul', () => {
    expect(basicTokens('红伞abc雨')).toEqual(['红', '伞', 'abc', '雨']);
    expect(basicTokens('ひらカナ')).toEqual(['ひらカナ']);
    expect(basicTokens('한국')).toEqual(['한국'.normalize('NFD')]);
  });

  it.each([
    ['\u{3400}', true],
    ['\u{4dbf}', true],
    ['\u{4dc0}', false],
    ['\u{9fff}', true],
    ['\u{2a6df}', true],
    ['\u{2a6e0}', false],
    ['\u{2a700}', true],
    ['\u{2ceaf}', true],
    ['\u{2ceb0}', false],
    ['\u{30000}', false],
  ])('treats the edge %s of a block as the original does', (character, chinese) => {
    expect(basicTokens(`a${character}b`)).toEqual(chinese ? ['a', character, 'b'] : [`a${character}b`]);
  });

  it('makes compatibility ideographs their unified form', () => {
    expect(basicTokens('a\uf900\u{2fa1d}')).toEqual(['a', '\u8c48', '\u{2a600}']);
  });

  it('drops control and format characters without splitting at them', () => {
    expect(basicTokens('a\0b\u200bc\ufffdd\ufeff\u0085\x1ce\u00ad')).toEqual(['abcde']);
  });

  it('splits at white space that stands among control characters', () => {
    expect(basicTokens('a\u00ad\nb\x01\t\x02c\0\r\0d')).toEqual(['a', 'b', 'c', 'd']);
  });

  it('splits at every space and at both separators', () => {
    expect(basicTokens(' a\u00a0b\u3000c\u2003d\u2028e\u2029f\r\ng ')).toEqual([...'abcdefg']);
  });

  it('splits at ASCII symbols and at punctuation, but not at other symbols', () => {
    expect(basicTokens('a$b+c~d')).toEqual(['a', '$', 'b', '+', 'c', '~', 'd']);
    expect(basicTokens('你，好“c”—d')).toEqual(['你', '，', '好', '“', 'c', '”', '—', 'd']);
    expect(basicTokens('a€b×c😀d')).toEqual(['a€b×c😀d']);
  });

  it('lower-cases as Python does, the last sigma of a word included', () => {
    expect(basicTokens('ΟΔΟΣ ΣΑΣ红Σ ΑΣ.')).toEqual(['οδος', 'σας', '红', 'σ', 'ας', '.']);
    expect(basicTokens('İSTANBUL ẞ')).toEqual(['istanbul', 'ß']);
  });

  it('drops nonspacing marks, and keeps spacing marks', () => {
    expect(basicTokens('Café naïve ё')).toEqual(['cafe', 'naive', 'е']);
    expect(basicTokens('\u0915\u093f\u0902')).toEqual(['\u0915\u093f']);
    expect(basicTokens('\u0301 \u0300')).toEqual([]);
  });

  it('keeps ligatures and full-width letters (NFD, not NFKD)', () => {
    expect(basicTokens('ﬁＡ①')).toEqual(['ﬁａ①']);
  });

  it('finds no word in an empty text', () => {
    expect(basicTokens('')).toEqual([]);
    expect(basicTokens(' \t\u200b')).toEqual([]);
  });
});
