import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { JsonTokenizer } from '../../../adapters/tokenizers/json-tokenizer.ts';
import { DomainError } from '../../../core/errors.ts';
import type { JsonValue } from '../../../core/json.ts';
import { seededRandom } from '../../../core/numeric/seeded-random.ts';
import { withTokenizerConfig } from '../../../core/tokenization/tokenizer-json.ts';

const fixtures = new URL('../../fixtures/tokenizer-json/', import.meta.url);
const strangers: readonly JsonValue[] = [
  null,
  true,
  -1,
  1e9,
  0.5,
  '',
  'x',
  [],
  [[]],
  {},
  { type: 'Lowercase' },
];

/** A copy in which one value, at any depth, is another one or missing. */
function mutated(value: JsonValue, random: () => number): JsonValue {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  if (keys.length === 0 || random() < 0.15) return strangers[Math.floor(random() * strangers.length)]!;
  const key = keys[Math.floor(random() * keys.length)]!;
  const copy = structuredClone(value) as Record<string, JsonValue>;
  if (random() < 0.1) delete copy[key];
  else copy[key] = mutated(copy[key]!, random);
  return copy as unknown as JsonValue;
}

it.each(['bpe', 'unigram'])('a %s with any value changed opens and cuts texts, or is refused', (name) => {
  const random = seededRandom(11);
  const file = JSON.parse(readFileSync(new URL(`${name}.json`, fixtures), 'utf8')) as JsonValue;
  const config = readFileSync(new URL('bpe.config.json', fixtures));
  const ends = { refused: 0, opened: 0 };
  for (let i = 0; i < 150; i++) {
    try {
      const bytes = Buffer.from(JSON.stringify(mutated(file, random)));
      const tokenizer = new JsonTokenizer(name === 'bpe' ? withTokenizerConfig(bytes, config) : bytes);
      const { ids } = tokenizer.tokenize('Two 猫, <eos> \u{1F408}', 12);
      expect(ids.every((id) => id >= 0 && id < tokenizer.vocabularySize)).toBe(true);
      ends.opened++;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      expect(error.code).toBe('CHECKPOINT_UNREADABLE');
      ends.refused++;
    }
  }
  expect(Math.min(ends.refused, ends.opened)).toBeGreaterThan(15);
});
