import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseVocabulary } from '../../../core/tokenization/vocabulary.ts';
import { tokenizerFixture } from './tokenizer-files.ts';

const specials = '[PAD]\n[UNK]\n[CLS]\n[SEP]\n';

describe('parseVocabulary', () => {
  it('numbers the lines from 0', () => {
    const vocabulary = parseVocabulary(readFileSync(tokenizerFixture('vocab.txt'), 'utf8'));
    expect(vocabulary.size).toBe(65);
    expect(vocabulary.idByToken.get('一')).toBe(50);
    expect(vocabulary).toMatchObject({ padId: 0, unknownId: 1, startId: 2, endId: 3 });
  });

  it('finds special tokens by name wherever they stand', () => {
    expect(parseVocabulary('a\n[SEP]\n[UNK]\nb\n[CLS]\n[PAD]')).toMatchObject({
      size: 6,
      padId: 5,
      unknownId: 2,
      startId: 4,
      endId: 1,
    });
  });

  it.each(['[PAD]', '[UNK]', '[CLS]', '[SEP]'])('refuses a vocabulary without %s', (token) => {
    expect(() => parseVocabulary(specials.replace(token, 'x'))).toThrow(
      expect.objectContaining({
        code: 'INVALID_INPUT',
        message: expect.stringContaining(token),
        details: { token },
      }),
    );
  });

  it('refuses an empty vocabulary', () => {
    for (const text of ['', '\n', '\ufeff']) {
      expect(() => parseVocabulary(text)).toThrow(
        expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringContaining('[PAD]') }),
      );
    }
  });

  it('gives a repeated token the number of its last line and counts every line', () => {
    const { idByToken, size } = parseVocabulary(`${specials}a\nb\na\n`);
    expect([idByToken.get('a'), idByToken.get('b'), size]).toEqual([6, 5, 7]);
  });

  it("strips every line of Python's white space, and of nothing else", () => {
    const { idByToken } = parseVocabulary(`${specials} \t\u3000a\x1c\x85\n\u2028\n##\u2028\n\ufeffb\u200b\n`);
    expect([...idByToken.keys()].slice(4)).toEqual(['a', '', '##', '\ufeffb\u200b']);
  });

  it('reads every line ending, a missing last one, blank lines and a byte order mark', () => {
    const { idByToken, size } = parseVocabulary(`\ufeff${specials.replaceAll('\n', '\r\n')}a\r\rb\n\nc`);
    expect([idByToken.get('[PAD]'), idByToken.get('a'), idByToken.get('b'), idByToken.get('c')]).toEqual([
      0, 4, 6, 8,
    ]);
    expect(size).toBe(9);
  });
});
