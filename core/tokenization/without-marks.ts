import { longestWord } from './longest-word.ts';

/** Code units up to which NFD is quick whatever the text is. */
const shortText = 1000;

/** A combining sequence longer than any language writes: the limit of Unicode's stream-safe format. */
const longMarkRun = /\p{M}{31}/u;

/**
 * The text decomposed (NFD, not NFKD), then without nonspacing marks (Mn): `_run_strip_accents` of
 * cn_clip/clip/bert_tokenizer.py. Spacing and enclosing marks stay.
 */
export function withoutMarks(text: string): string {
  const endless = text.length > shortText && longMarkRun.test(text);
  return withoutNonspacing((endless ? shortenMarkRuns(text) : text).normalize('NFD'));
}

function withoutNonspacing(text: string): string {
  return text.replace(/\p{Mn}+/gu, '');
}

/**
 * NFD sorts a run of marks by insertion, so one long run costs quadratic time. What is dropped here changes no token:
 * nonspacing marks go in any case, and more than `longestWord` other marks make the word they stand in unknown. (Only
 * the order of two spacing marks with a combining class may differ, which takes a vocabulary with pieces for both.)
 */
function shortenMarkRuns(text: string): string {
  return withoutNonspacing(text).replace(/\p{M}+/gu, (marks) => marks.slice(0, 2 * (longestWord + 1)));
}
