import { beforeAll, describe, expect, it } from 'vitest';
import { basicTokens } from '../../../core/tokenization/basic-tokens.ts';
import { evaluationText } from '../../../core/tokenization/evaluation-text.ts';
import { padBatch } from '../../../core/tokenization/token-batch.ts';
import type { WordPieceTokenizer } from '../../../core/tokenization/wordpiece-tokenizer.ts';
import { hasShared, sharedPath } from '../../support/shared.ts';
import { openTokenizer, readLines } from './tokenizer-files.ts';

describe.skipIf(!hasShared)("the original's tokenizer (golden/tokenizer)", () => {
  const golden = (name: string) => sharedPath(`golden/tokenizer/${name}`);
  let tokenizer: WordPieceTokenizer;
  beforeAll(() => {
    tokenizer = openTokenizer(golden('vocab.txt'));
  });

  /** `cn_clip.clip.tokenize`: rows (texts, contextLength). */
  const tokenize = (texts: string | readonly string[], contextLength = 52): number[][] => {
    const tokenizations = [texts].flat().map((text) => tokenizer.tokenize(text, contextLength));
    const { ids, count } = padBatch(tokenizations, tokenizer.padId, contextLength);
    return Array.from({ length: count }, (_, row) => [
      ...ids.subarray(row * contextLength, (row + 1) * contextLength),
    ]);
  };

  it('gives every line the same ids and piece count', () => {
    type Line = { id: string; context_length: number; text: string; n_tokens: number; ids: number[] };
    const lines = readLines<Line>(golden('tokenizer.jsonl'));
    expect(lines).toHaveLength(408);
    for (const { id, text, context_length: length, n_tokens: pieceCount, ids } of lines) {
      expect(tokenize(text, length), id).toEqual([ids]);
      const tokenization = tokenizer.tokenize(text, length);
      expect(tokenization.pieceCount, id).toBe(pieceCount);
      expect(tokenization.truncated, id).toBe(pieceCount > length - 2);
      expect(tokenization.unknownCount, id).toBe(ids.filter((token) => token === 100).length);
      const { pieces } = tokenizer.inspect(text, length);
      const kept = pieces.filter(({ isKept }) => isKept);
      expect([101, ...kept.map((piece) => piece.id), 102], id).toEqual([...tokenization.ids]);
      expect(pieces, id).toHaveLength(pieceCount);
      expect(
        pieces.filter(({ place }) => place === null),
        id,
      ).toEqual([]);
    }
  });

  it('gives the same basic tokens and word pieces', () => {
    const lines = readLines<{ text: string; basic: string[]; tokens: string[] }>(golden('tokens.jsonl'));
    expect(lines).toHaveLength(60);
    for (const { text, basic, tokens } of lines) {
      expect(basicTokens(text), text).toEqual(basic);
      expect(tokenizer.pieces(text), text).toEqual(tokens);
    }
  });

  it('folds texts as the evaluation scripts do', () => {
    type Line = { text: string; preprocessed: string; ids_raw: number[]; ids_preprocessed: number[] };
    const lines = readLines<Line>(golden('preprocess_text.jsonl'));
    expect(lines).toHaveLength(10);
    for (const { text, preprocessed, ...ids } of lines) {
      expect(evaluationText(text)).toBe(preprocessed);
      expect(tokenize(text)).toEqual([ids.ids_raw]);
      expect(tokenize(preprocessed)).toEqual([ids.ids_preprocessed]);
    }
  });

  it('answers unusual calls alike, and refuses with INVALID_INPUT where the original asserts', () => {
    // Calls with bytes or with things that are no text do not compile here.
    const lines = readLines<{ call: string; result?: number[][] }>(golden('edge.jsonl')).filter(
      ({ call }) => !/\(b"|\[5\]|\[None\]/.test(call),
    );
    expect(lines).toHaveLength(8);
    for (const { call, result } of lines) {
      const [, texts, length] = /^tokenize\((.*?)(?:, context_length=(\d+))?\)$/.exec(call) ?? [];
      const answer = () => tokenize(JSON.parse(texts ?? ''), length === undefined ? 52 : Number(length));
      if (result !== undefined) expect(answer(), call).toEqual(result);
      else expect(answer, call).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    }
  });

  it('numbers the vocabulary alike, special tokens included', () => {
    expect(tokenizer.vocabularySize).toBe(21128);
    expect([tokenizer.padId, ...tokenizer.tokenize('', 2).ids]).toEqual([0, 101, 102]);
  });
});
