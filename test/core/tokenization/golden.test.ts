import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { basicTokens } from '../../../core/tokenization/basic-tokens.ts';
import { evaluationText } from '../../../core/tokenization/evaluation-text.ts';
import { padBatch } from '../../../core/tokenization/token-batch.ts';
import { parseVocabulary } from '../../../core/tokenization/vocabulary.ts';
import { WordPieceTokenizer } from '../../../core/tokenization/wordpiece-tokenizer.ts';
import { hasShared, sharedPath } from '../../support/shared.ts';

const readLines = <T>(name: string): T[] =>
  readFileSync(sharedPath(`golden/tokenizer/${name}`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);

describe.skipIf(!hasShared)("the original's tokenizer (golden/tokenizer)", () => {
  const vocabulary = hasShared
    ? parseVocabulary(readFileSync(sharedPath('golden/tokenizer/vocab.txt'), 'utf8'))
    : undefined;
  const tokenizer = new WordPieceTokenizer(vocabulary!);
  const padded = (text: string, length = 52) => [
    ...padBatch([tokenizer.tokenize(text, length)], tokenizer.padId, length).ids,
  ];

  it('gives every line the same ids', () => {
    const lines = readLines<{ context_length: number; text: string; n_tokens: number; ids: number[] }>(
      'tokenizer.jsonl',
    );
    expect(lines.length).toBe(408);
    for (const { text, context_length: length, n_tokens: pieceCount, ids } of lines) {
      expect(padded(text, length), text).toEqual(ids);
      const tokenization = tokenizer.tokenize(text, length);
      expect([tokenization.pieceCount, tokenization.truncated]).toEqual([
        pieceCount,
        pieceCount > length - 2,
      ]);
    }
  });

  it('gives the same basic tokens and word pieces', () => {
    const lines = readLines<{ text: string; basic: string[]; tokens: string[] }>('tokens.jsonl');
    expect(lines.length).toBe(60);
    for (const { text, basic, tokens } of lines) {
      expect(basicTokens(text)).toEqual(basic);
      expect(tokenizer.pieces(text)).toEqual(tokens);
    }
  });

  it('folds texts as the evaluation scripts do', () => {
    type Line = { text: string; preprocessed: string; ids_raw: number[]; ids_preprocessed: number[] };
    for (const { text, preprocessed, ...ids } of readLines<Line>('preprocess_text.jsonl')) {
      expect(evaluationText(text)).toBe(preprocessed);
      expect(padded(text)).toEqual(ids.ids_raw);
      expect(padded(preprocessed)).toEqual(ids.ids_preprocessed);
    }
  });
});
