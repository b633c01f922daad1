/**
 * Words and punctuation of a text, lower-cased and without accents: `BasicTokenizer` of
 * cn_clip/clip/bert_tokenizer.py, step by step.
 */
export function basicTokens(text: string): readonly string[] {
  return splitWhitespace(separateCjk(clean(text))).flatMap((piece) =>
    splitPunctuation(withoutAccents(piece)),
  );
}

/** NUL, the replacement character and control or format characters, but not tab, line feed and carriage return. */
const dropped = /[\0\ufffd]|(?![\t\n\r])[\p{Cc}\p{Cf}]/gu;
const spaces = /[\t\n\r\p{Zs}]/gu;

function clean(text: string): string {
  return text.replace(dropped, '').replace(spaces, ' ');
}

/** The blocks that `_is_chinese_char` lists; kana and hangul are not among them. */
const cjk =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b820}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu;

function separateCjk(text: string): string {
  return text.replace(cjk, ' $& ');
}

/** White space of Python's `str.split()` that is still there after cleaning: space and the two separators. */
function splitWhitespace(text: string): readonly string[] {
  return text.split(/[ \u2028\u2029]+/).filter((piece) => piece !== '');
}

/** Lower case, decomposed (NFD), nonspacing marks removed. */
function withoutAccents(piece: string): string {
  return piece
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '');
}

/** ASCII symbols count as punctuation, as `_is_punctuation` has it. */
const punctuation = /([!-/:-@[-`{-~]|\p{P})/u;

function splitPunctuation(word: string): readonly string[] {
  return word.split(punctuation).filter((part) => part !== '');
}
