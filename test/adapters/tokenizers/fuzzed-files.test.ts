import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { JsonTokenizer } from '../../../adapters/tokenizers/json-tokenizer.ts';
import { DomainError } from '../../../core/errors.ts';
import type { JsonValue } from '../../../core/json.ts';
import { seededRandom } from '../../../core/numeric/seeded-random.ts';
import { withTokenizerConfig } from '../../../core/tokenization/tokenizer-json.ts';
import { fuzzRuns } from '../../support/fuzz.ts';
import { mutateJson } from '../../support/mutate-json.ts';

const fixtures = new URL('../../fixtures/tokenizer-json/', import.meta.url);
/** A tokenizer takes longer to open than other files. */
const runs = Math.ceil(fuzzRuns / 6);

it.each(['bpe', 'unigram'])(
  'a %s with any value changed opens and cuts texts, or is refused',
  { timeout: 30_000 + fuzzRuns * 250 },
  (name) => {
    const random = seededRandom(11);
    const file = JSON.parse(readFileSync(new URL(`${name}.json`, fixtures), 'utf8')) as JsonValue;
    const config = readFileSync(new URL('bpe.config.json', fixtures));
    const ends = { refused: 0, opened: 0 };
    for (let i = 0; i < runs; i++) {
      try {
        const bytes = Buffer.from(JSON.stringify(mutateJson(file, random)));
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
    expect(Math.min(ends.refused, ends.opened)).toBeGreaterThan(runs / 20);
  },
);
