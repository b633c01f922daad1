import { expect } from 'vitest';
import { DomainError } from '../../core/errors.ts';
import { seededRandom } from '../../core/numeric/seeded-random.ts';

/** Mutated files of a fuzz test; `npm run fuzz` tries more. */
export const fuzzRuns = Number(process.env['TUWEN_FUZZ_RUNS'] ?? 300);

/** Time a fuzz test may take. */
export const fuzzTimeout = { timeout: 30_000 + fuzzRuns * 50 };

const maximumGrowthBytes = 512 << 20;

export interface Fuzzed {
  readonly seed: number;
  /** Bytes of one mutated file. */
  readonly make: (run: number, random: () => number) => Buffer;
  /** Reads all of a file. */
  readonly read: (bytes: Buffer) => Promise<unknown>;
  /** Codes with which a file may be refused. */
  readonly refusals: RegExp;
  /** Left out: {@link fuzzRuns}. */
  readonly runs?: number;
}

/** Reads mutated files: each is read or refused with a DomainError, and memory stays bounded. */
export async function fuzz({ seed, make, read, refusals, runs = fuzzRuns }: Fuzzed): Promise<void> {
  const random = seededRandom(seed);
  const outcomes = { read: 0, refused: 0 };
  const before = process.memoryUsage.rss();
  for (let run = 0; run < runs; run++) {
    try {
      await read(make(run, random));
      outcomes.read++;
    } catch (error) {
      if (!(error instanceof DomainError))
        throw new Error(`run ${run} fails with something else`, { cause: error });
      expect(error.code).toMatch(refusals);
      outcomes.refused++;
    }
    expect(process.memoryUsage.rss() - before).toBeLessThan(maximumGrowthBytes);
  }
  // Both must happen, or the mutations are too coarse or too harmless to tell anything.
  expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(runs / 20);
}
