import { describe, expect, it } from 'vitest';
import { evaluationText } from '../../../core/tokenization/evaluation-text.ts';
import { readLines, tokenizerFixture } from './tokenizer-files.ts';

describe('evaluationText', () => {
  it('lower-cases and straightens curly double quotes as the original does', () => {
    const lines = readLines<{ text: string; preprocessed: string }>(
      tokenizerFixture('evaluation-text.jsonl'),
    );
    expect(lines).toHaveLength(10);
    for (const { text, preprocessed } of lines) expect(evaluationText(text)).toBe(preprocessed);
  });

  it('leaves single quotes and other quotation marks alone', () => {
    expect(evaluationText('‘A’ “B” «C» „D‟ 「E」')).toBe('‘a’ "b" «c» „d‟ 「e」');
  });
});
