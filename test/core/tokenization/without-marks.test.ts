import { describe, expect, it } from 'vitest';
import { longestWord } from '../../../core/tokenization/longest-word.ts';
import { withoutMarks } from '../../../core/tokenization/without-marks.ts';

describe('withoutMarks', () => {
  it('decomposes and drops what is nonspacing', () => {
    expect(withoutMarks('é\u0323ñ한')).toBe(`en${'한'.normalize('NFD')}`);
  });

  it('does the same in a long text whose runs of marks are of ordinary length', () => {
    const text = 'é\u0323\u302e\u{1d165}한ि '.repeat(400);
    expect(withoutMarks(text)).toBe(text.normalize('NFD').replace(/\p{Mn}/gu, ''));
  });

  it('drops an endless run of nonspacing marks', () => {
    expect(withoutMarks(`a${'\u0301\u0323'.repeat(5000)}b é`)).toBe('ab e');
  });

  it('leaves an endless run of other marks long enough to make its word unknown', () => {
    const [word, next] = withoutMarks(`a${'\u302e\u{1d165}'.repeat(5000)} é`).split(' ');
    expect([...(word ?? '')].length).toBeGreaterThan(longestWord);
    expect(next).toBe('e');
  });
});
