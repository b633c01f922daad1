import { RE2JS } from 're2js';

export interface LinearPattern {
  test(text: string): boolean;
  /** Steps for each character of a text, at most. */
  readonly size: number;
  /** Ajv tells patterns apart by this. */
  toString(): string;
}

/**
 * A regular expression in the syntax of RE2, which has no backtracking: time grows with the text, whatever the pattern.
 * @throws Error for look-around, back-references and what is no pattern
 */
export function linearPattern(pattern: string): LinearPattern {
  const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
  return {
    test: (text) => compiled.matcher(text).find(),
    size: compiled.programSize(),
    toString: () => `/${pattern}/`,
  };
}
