import { expect, it } from 'vitest';
import { DomainError } from '../../../core/errors.ts';
import { mutate } from '../../support/mutate.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { asFile, readAll, twoFloats, withCheckpoint } from './checkpoint-files.ts';
import { dict, pickle, tensor } from './make-pickle.ts';
import { makeZip, torchEntries } from './make-zip.ts';

/** Mutations to try; `npm run fuzz` tries more. */
const runs = Number(process.env['TUWEN_FUZZ_RUNS'] ?? 300);

const entries = torchEntries(pickle(dict({ w: tensor() })), twoFloats);
const originals = [
  makeZip(entries),
  makeZip(
    entries.map((entry) => ({ ...entry, isZip64: true })),
    { isZip64: true },
  ),
];

/** Headers and directory only: the pickle and the numbers in between stay as they are. */
function mutateStructure(original: Buffer, random: () => number): Buffer {
  const directory = original.indexOf('PK\x01\x02', 0, 'latin1');
  return random() < 0.7
    ? Buffer.concat([original.subarray(0, directory), mutate(original.subarray(directory), random)])
    : Buffer.concat([mutate(original.subarray(0, 60), random), original.subarray(60)]);
}

it(`loads or refuses each of ${runs} zip files`, { timeout: 30_000 + runs * 50 }, async () => {
  const random = seededRandom(20261124);
  const outcomes = { loaded: 0, refused: 0 };
  const before = process.memoryUsage().rss;
  for (let run = 0; run < runs; run++) {
    const mutated = mutateStructure(originals[run % originals.length]!, random);
    try {
      await withCheckpoint(asFile(mutated, 'fuzzed-zip.pt'), readAll);
      outcomes.loaded++;
    } catch (error) {
      if (!(error instanceof DomainError))
        throw new Error(`run ${run} fails with something else`, { cause: error });
      expect(error.code).toMatch(/^CHECKPOINT_UN(READABLE|SAFE)$/);
      outcomes.refused++;
    }
  }
  // Both must happen, or the mutations are too coarse or too harmless to tell anything.
  expect(Math.min(outcomes.loaded, outcomes.refused)).toBeGreaterThan(runs / 20);
  expect(process.memoryUsage().rss - before).toBeLessThan(256 << 20);
});
