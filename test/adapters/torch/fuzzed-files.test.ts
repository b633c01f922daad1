import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DomainError } from '../../../core/errors.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { asFile, fixturePath, readAll, withCheckpoint } from './checkpoint-files.ts';

/** Mutations to try; a longer run is `TUWEN_FUZZ_RUNS=10000 npx vitest run test/adapters/torch/fuzzed-files`. */
const runs = Number(process.env['TUWEN_FUZZ_RUNS'] ?? 300);

const originals = [
  'zip-protocol-2.pt',
  'zip-protocol-4.pt',
  'legacy-protocol-2.pt',
  'legacy-protocol-4.pt',
].map((name) => readFileSync(fixturePath(name)));

/** Up to four small changes: bytes replaced, flipped, removed, repeated, or the rest cut off. */
function mutate(original: Buffer, random: () => number): Buffer {
  let bytes = Buffer.from(original);
  const below = (limit: number) => Math.floor(random() * limit);
  for (let left = 1 + below(4); left > 0 && bytes.length > 0; left--) {
    const at = below(bytes.length);
    const length = 1 + below(8);
    const kind = below(6);
    if (kind === 0) bytes[at] = below(256);
    else if (kind === 1) bytes[at]! ^= 1 << below(8);
    else if (kind === 2) bytes.fill(random() < 0.5 ? 255 : 0, at, Math.min(at + length, bytes.length));
    else if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    else if (kind === 4) bytes = Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    else if (random() < 0.2) bytes = bytes.subarray(0, at);
  }
  return bytes;
}

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
