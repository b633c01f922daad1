import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SafetensorsCheckpointReader } from '../../../adapters/safetensors/safetensors-checkpoint-reader.ts';
import { DomainError } from '../../../core/errors.ts';
import { makeSafetensors, someTensors } from '../../support/make-safetensors.ts';
import { mutate } from '../../support/mutate.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Mutations to try; `npm run fuzz` tries more. */
const runs = Number(process.env['TUWEN_FUZZ_RUNS'] ?? 300);

const original = makeSafetensors(someTensors());
const path = join(temporaryFolder(), 'fuzzed.safetensors');

async function readAll(bytes: Uint8Array): Promise<void> {
  writeFileSync(path, bytes);
  const checkpoint = await new SafetensorsCheckpointReader().open(path);
  try {
    for (const tensor of checkpoint.tensors.values()) await tensor.read();
  } finally {
    await checkpoint.close();
  }
}

it(`loads or refuses each of ${runs} mutated files`, { timeout: 30_000 + runs * 50 }, async () => {
  const random = seededRandom(20261123);
  const outcomes = { loaded: 0, refused: 0 };
  const before = process.memoryUsage().rss;
  for (let run = 0; run < runs; run++) {
    try {
      await readAll(mutate(original, random));
      outcomes.loaded++;
    } catch (error) {
      if (!(error instanceof DomainError))
        throw new Error(`run ${run} fails with something else`, { cause: error });
      expect(error.code).toBe('CHECKPOINT_UNREADABLE');
      outcomes.refused++;
    }
  }
  // Both must happen, or the mutations are too coarse or too harmless to tell anything.
  expect(Math.min(outcomes.loaded, outcomes.refused)).toBeGreaterThan(runs / 20);
  expect(process.memoryUsage().rss - before).toBeLessThan(256 << 20);
});
