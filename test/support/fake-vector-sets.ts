import type { OtherVectorSet, VectorSets } from '../../core/ports/vector-sets.ts';

/** A collection that is not moving; `set` is the one beside, for tests that need it. */
export class FakeVectorSets implements VectorSets {
  set: OtherVectorSet | undefined;

  async other(): Promise<OtherVectorSet | undefined> {
    return this.set;
  }

  readonly add = unexpected;
  readonly noteJob = unexpected;
  readonly missing = unexpected;
  countMissing: VectorSets['countMissing'] = unexpected;
  readonly fill = unexpected;
  readonly countFailures = unexpected;
  readonly forgetFailures = unexpected;
  readonly failures = unexpected;
  readonly sampleShared = unexpected;
  readonly noteOverlap = unexpected;
  readonly swap = unexpected;
  readonly drop = unexpected;
}

async function unexpected(): Promise<never> {
  throw new Error('no test with a fake changes models');
}
