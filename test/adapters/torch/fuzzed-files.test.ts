import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DomainError } from '../../../core/errors.ts';
import { mutate } from '../../support/mutate.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { asFile, fixturePath, readAll, withCheckpoint } from './checkpoint-files.ts';

/** Mutations to try; `npm run fuzz` tries more. */
const runs = Number(process.env['TUWEN_FUZZ_RUNS'] ?? 300);

const originals = [
  'zip-protocol-2.pt',
  'zip-protocol-4.pt',
  'legacy-protocol-2.pt',
  'legacy-protocol-4.pt',
].map((name) => readFileSync(fixturePath(name)));

it(`loads or refuses each of ${runs} mutated files`, { timeout: 30_000 + runs * 50 }, async () => {
  const random = seededRandom(20261123);
  const outcomes = { loaded: 0, refused: 0 };
  for (let run = 0; run < runs; run++) {
    const mutated = mutate(originals[run % originals.length]!, random);
    try {
      await withCheckpoint(asFile(mutated, 'fuzzed.pt'), readAll);
      outcomes.loaded++;
    } catch (error) {
      if (!(error instanceof DomainError))
        throw new Error(`run ${run} fails with something else`, { cause: error });
      expect(error.code).toMatch(/^CHECKPOINT_UN(READABLE|SAFE)$/);
      outcomes.refused++;
    }
  }
  // Both must happen, or the mutations are too coarse or too harmless to tell anything.
  expect(Math.min(outcomes.loaded, outcomes.refused)).toBeGreaterThan(runs / 10);
});
