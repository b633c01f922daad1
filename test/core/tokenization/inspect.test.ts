import { describe, expect, it } from 'vitest';
import { foldText } from '../../../core/tokenization/basic-tokens.ts';
import { foldWithPlaces } from '../../../core/tokenization/folding.ts';
import { openTokenizer, tokenizerFixture } from './tokenizer-files.ts';

const tokenizer = openTokenizer(tokenizerFixture('vocab.txt'));

/** Pieces with the part of the text that each stands for. */
const parts = (text: string, contextLength = 52) =>
  tokenizer
    .inspect(text, contextLength)
    .pieces.map(({ token, place }) => [token, text.slice(place!.start, place!.end)]);

describe('inspect', () => {
  it('finds each piece in the text as it was written', () => {
    expect(parts('一把 UNAFFABLE 红伞')).toEqual([
      ['一', '一'],
      ['把', '把'],
      ['un', 'UN'],
      ['##aff', 'AFF'],
      ['##able', 'ABLE'],
      ['红', '红'],
      ['伞', '伞'],
    ]);
  });

  it('leaves white space beside a piece alone', () => {
    expect(parts('红\n伞\r\n猫\tun\t\u0000')).toEqual([
      ['红', '红'],
      ['伞', '伞'],
      ['猫', '猫'],
      ['un', 'un'],
    ]);
    expect(tokenizer.inspect('RED\tRED\u0000\nRED', 52).foldings).toMatchObject([
      { before: 'RED', kinds: ['lower-case'] },
      { before: 'RE', kinds: ['lower-case'] },
      { before: 'D\u0000', kinds: ['control-characters', 'lower-case'] },
      { before: 'RED', kinds: ['lower-case'] },
    ]);
  });

  it('tells what an unknown token stands for', () => {
    expect(parts('龘 unaffablez 𠮷')).toEqual([
      ['[UNK]', '龘'],
      ['[UNK]', 'unaffablez'],
      ['[UNK]', '𠮷'],
    ]);
    expect(tokenizer.inspect('龘猫', 52).pieces.map(({ isUnknown }) => isUnknown)).toEqual([true, false]);
  });

  it('goes on behind the place where the text is cut off', () => {
    const { pieces } = tokenizer.inspect('一把红色的雨伞', 5);
    expect(pieces.map(({ isKept }) => isKept)).toEqual([true, true, true, false, false, false, false]);
    expect(pieces[3]!.place).toEqual({ start: 3, end: 4 });
    expect(tokenizer.inspect('', 2)).toEqual({ pieces: [], foldings: [] });
    expect(() => tokenizer.inspect('一', 1)).toThrow('context length');
  });

  it('tells what was folded, neighbours of the same sort together', () => {
    expect(tokenizer.inspect('RED é\u0000 繁 Ａ 한', 52).foldings).toEqual([
      { start: 0, end: 3, before: 'RED', after: 'red', kinds: ['lower-case'] },
      { start: 4, end: 6, before: 'é\u0000', after: 'e', kinds: ['control-characters', 'accents'] },
      { start: 9, end: 10, before: 'Ａ', after: 'ａ', kinds: ['lower-case'] },
      { start: 11, end: 12, before: '한', after: '한'.normalize('NFD'), kinds: ['decomposition'] },
    ]);
    expect(tokenizer.inspect('繁體 red', 52).foldings).toEqual([]);
  });

  it('keeps places right where characters become more, fewer or others', () => {
    for (const text of [
      'İstanbul',
      'ΟΔΟΣ',
      'e\u0301\u200d\u0323x',
      '\u0301a',
      'ﬁ\ufffd猫',
      '😀é👩‍👩‍👧',
      '각',
      'É\t\u0301Σ\n\u0000Σ\r\n\u200dа\u0085b',
      '\u0000',
    ]) {
      const folded = foldWithPlaces(text)!;
      expect(folded.text, text).toBe(foldText(text));
      expect(
        folded.starts.every((start, i) => start < folded.ends[i]!),
        text,
      ).toBe(true);
      expect(folded.starts, text).toEqual(folded.starts.toSorted((a, b) => a - b));
      for (const { start, end, before, after } of folded.foldings) {
        expect(text.slice(start, end)).toBe(before);
        expect(after, text).not.toBe(before);
      }
    }
  });

  it('gives pieces without places where the way back is lost', () => {
    const text = `${'猫'.repeat(600)}a${'\u0903'.repeat(600)}`;
    const { pieces, foldings } = tokenizer.inspect(text, 52);
    expect(pieces.map(({ token }) => token)).toEqual(tokenizer.pieces(text));
    expect(pieces.every(({ place }) => place === null)).toBe(true);
    expect(foldings).toBeNull();
  });
});
