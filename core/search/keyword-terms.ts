import type { JsonObject, JsonValue } from '../json.ts';

/** Longer words are cut: nobody asks for more, and an index entry has a limit. */
const longestTerm = 64;

/** Terms of one query; more make it slower, not better. */
const maximumQueryTerms = 64;

/** Longer runs of Chinese are sentences, which no item has as they are; names and idioms are hardly longer. */
const longestWord = 8;

/** Scripts written without spaces, whose words cannot be told apart by spaces. */
const unspaced = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}`;
const runs = new RegExp(`[${unspaced}]+|[^${unspaced}\\P{Alphabetic}]+|\\p{N}+`, 'gu');
const startsUnspaced = new RegExp(`^[${unspaced}]`, 'u');

/**
 * What an item is found by: every word of its text and of the texts in its metadata, lower-cased and in NFKC. Chinese
 * and kana are indexed by single characters and by pairs, so that no dictionary is needed and a query of one character
 * finds something too.
 */
export function itemTerms(text: string | null, metadata: JsonObject): readonly string[] {
  const terms = new Set<string>();
  for (const value of [text, ...textsOf(metadata)]) {
    for (const run of runsOf(value ?? '')) {
      if (startsUnspaced.test(run)) for (const term of [...run, ...pairs(run)]) terms.add(term);
      else terms.add(run.slice(0, longestTerm));
    }
  }
  return [...terms];
}

/** How keywords are read. */
export interface KeywordReading {
  /** Lists of terms, at most 64 in all; an item has to have all of at least one list. Empty where there is no letter, character or digit. */
  readonly terms: readonly (readonly string[])[];
  /** What is beyond these 64 and not looked for: words, and pairs of a sentence's characters. */
  readonly leftOut: readonly string[];
}

/**
 * What a query asks for. A word is one list; a word of Chinese its pairs, which stand in for the order of its characters. Of a run of more
 * than 8 characters, which is a sentence, each pair is a list by itself.
 */
export function readKeywords(keywords: string): KeywordReading {
  const terms: (readonly string[])[] = [];
  const leftOut: string[] = [];
  let room = maximumQueryTerms;
  for (const word of new Set(runsOf(keywords).flatMap(wordsOf))) {
    const list = termsOfWord(word);
    if (list.length > room) leftOut.push(word);
    else terms.push(list);
    // Nothing that follows takes the place of what comes first.
    room = list.length > room ? 0 : room - list.length;
  }
  return { terms, leftOut };
}

/** A sentence as its pairs; anything else is a word. */
function wordsOf(run: string): readonly string[] {
  return startsUnspaced.test(run) && [...run].length > longestWord ? pairs(run) : [run];
}

function termsOfWord(word: string): readonly string[] {
  const isUnspaced = startsUnspaced.test(word) && [...word].length > 1;
  return isUnspaced ? [...new Set(pairs(word))] : [word.slice(0, longestTerm)];
}

function runsOf(text: string): readonly string[] {
  return text.normalize('NFKC').toLowerCase().match(runs) ?? [];
}

function pairs(run: string): readonly string[] {
  const characters = [...run];
  return characters.slice(1).map((second, i) => characters[i]! + second);
}

function* textsOf(value: JsonValue): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (value !== null && typeof value === 'object')
    for (const inner of Object.values(value)) yield* textsOf(inner);
}
