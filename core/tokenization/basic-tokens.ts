import { withoutMarks } from './without-marks.ts';

/**
 * Words and punctuation marks of a text, lower-cased and without accents: `BasicTokenizer` of
 * cn_clip/clip/bert_tokenizer.py. The original lower-cases and decomposes every piece between white space and Chinese
 * characters by itself; neither step looks across these, so doing the whole text at once gives the same words. Only a
 * word with hundreds of spacing marks in a row may come out shorter, and still too long to be known.
 */
export function basicTokens(text: string): readonly string[] {
  return foldText(text).match(words) ?? [];
}

/** The text before it is cut into words. */
export function foldText(text: string): string {
  return withoutMarks(text.replace(dropped, '').toLowerCase());
}

/** NUL, the replacement character and control or format characters, but not tab, line feed and carriage return. */
export const droppedCharacter = String.raw`(?![\t\n\r])[\ufffd\p{Cc}\p{Cf}]`;

/** A run of them. */
export const dropped = new RegExp(`(?:${droppedCharacter})+`, 'gu');

/** The blocks that `_is_chinese_char` lists; kana and hangul are not among them. */
const chinese = String.raw`\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}`;

/** Every ASCII symbol counts as punctuation, as `_is_punctuation` has it; other symbols (S*) do not. */
const punctuation = String.raw`!-\/:-@\[-\x60\{-~\p{P}`;

/** What Python's `str.split()` splits at, of the characters that cleaning leaves; Z is Zs and U+2028, U+2029. */
const whitespace = String.raw`\t\n\r\p{Z}`;

/** One Chinese character, one punctuation mark, or a run of anything else but white space. */
export const words = new RegExp(`[${chinese}${punctuation}]|[^${chinese}${punctuation}${whitespace}]+`, 'gu');
