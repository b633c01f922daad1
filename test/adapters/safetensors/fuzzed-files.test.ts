import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import { SafetensorsCheckpointReader } from '../../../adapters/safetensors/safetensors-checkpoint-reader.ts';
import { fuzz, fuzzRuns, fuzzTimeout } from '../../support/fuzz.ts';
import { makeSafetensors, someTensors } from '../../support/make-safetensors.ts';
import { mutate } from '../../support/mutate.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

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

it(`loads or refuses each of ${fuzzRuns} mutated files`, fuzzTimeout, () =>
  fuzz({
    seed: 20261123,
    make: (_, random) => mutate(original, random),
    read: readAll,
    refusals: /^CHECKPOINT_UNREADABLE$/,
  }),
);
