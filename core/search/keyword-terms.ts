import type { JsonObject, JsonValue } from '../json.ts';

/** Longer words are cut: nobody asks for more, and an index entry has a limit. */
const longestTerm = 64;

/** Terms of one query; more make it slower, not better. */
const maximumQueryTerms = 64;

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

/**
 * What a query asks for: one list of terms for each run of letters, all of which an item must have to match that run.
 * A run of Chinese becomes its pairs, which stand in for the order of its characters.
 */
export function queryTerms(keywords: string): readonly (readonly string[])[] {
  const groups: (readonly string[])[] = [];
  let count = 0;
  for (const run of runsOf(keywords)) {
    const isUnspaced = startsUnspaced.test(run) && [...run].length > 1;
    const terms = isUnspaced ? [...new Set(pairs(run))] : [run.slice(0, longestTerm)];
    count += terms.length;
    if (count > maximumQueryTerms) break;
    groups.push(terms);
  }
  return groups;
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
