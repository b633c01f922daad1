import { describe, expect, it } from 'vitest';
import { readKeywords } from '../../../core/search/keyword-terms.ts';

const han = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => String.fromCodePoint(0x4e00 + from + i)).join('');

describe('keywords', () => {
  it('are words: of Chinese all pairs are needed, of several words one', () => {
    expect(readKeywords('红色 跑车，Garfield 猫 黑色皮鞋')).toEqual({
      terms: [['红色'], ['跑车'], ['garfield'], ['猫'], ['黑色', '色皮', '皮鞋']],
      leftOut: [],
    });
  });

  it('are one word up to 8 characters, and a sentence of pairs beyond', () => {
    expect(readKeywords(han(8)).terms.map(({ length }) => length)).toEqual([7]);
    expect(readKeywords(han(9)).terms.map(({ length }) => length)).toEqual(new Array(8).fill(1));
  });

  it.each([66, 70, 2_000])('of %i characters in a row are read as far as there is room', (count) => {
    const { terms, leftOut } = readKeywords(han(count));
    expect(terms).toHaveLength(64);
    expect(terms[0]).toEqual([han(2)]);
    expect(leftOut).toHaveLength(count - 1 - 64);
    expect(leftOut[0]).toBe(han(2, 64));
  });

  it('that no longer fit are told as they are, and no later ones take their place', () => {
    const words = Array.from({ length: 62 }, (_, i) => `w${String.fromCharCode(97 + (i % 26), 97 + i / 26)}`);
    const { terms, leftOut } = readKeywords([...words, '黑色皮鞋', '猫', words[0]].join(' '));
    expect(terms).toEqual(words.map((word) => [word]));
    expect(leftOut).toEqual(['黑色皮鞋', '猫']);
  });

  it('take no room twice', () => {
    expect(readKeywords(`${'跑车 '.repeat(100)}红色`)).toEqual({ terms: [['跑车'], ['红色']], leftOut: [] });
  });

  it('have a letter, a character or a digit, or are none', () => {
    expect(readKeywords('，。！')).toEqual({ terms: [], leftOut: [] });
  });
});
