import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseVocabulary } from '../../../core/tokenization/vocabulary.ts';
import { WordPieceTokenizer } from '../../../core/tokenization/wordpiece-tokenizer.ts';

/** Absolute path of a file in test/fixtures/tokenizer. */
export function tokenizerFixture(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/tokenizer/${name}`, import.meta.url));
}

/** Values of a JSON Lines file. */
export function readLines<T>(path: string): readonly T[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

/** A tokenizer on the vocabulary in a file. */
export function openTokenizer(vocabularyPath: string): WordPieceTokenizer {
  return new WordPieceTokenizer(parseVocabulary(readFileSync(vocabularyPath, 'utf8')));
}
