import { readFileSync } from 'node:fs';
import { it } from 'vitest';
import { fuzz, fuzzRuns, fuzzTimeout } from '../../support/fuzz.ts';
import { mutate } from '../../support/mutate.ts';
import { asFile, fixturePath, readAll, twoFloats, withCheckpoint } from './checkpoint-files.ts';
import { dict, pickle, tensor } from './make-pickle.ts';
import { makeZip, torchEntries } from './make-zip.ts';

const read = (bytes: Buffer) => withCheckpoint(asFile(bytes, 'fuzzed.pt'), readAll);
const refusals = /^CHECKPOINT_UN(READABLE|SAFE)$/;

const files = [
  'zip-protocol-2.pt',
  'zip-protocol-4.pt',
  'legacy-protocol-2.pt',
  'legacy-protocol-4.pt',
  'torchscript.pt',
].map((name) => readFileSync(fixturePath(name)));

it(`loads or refuses each of ${fuzzRuns} mutated files`, fuzzTimeout, () =>
  fuzz({
    seed: 20261123,
    make: (run, random) => mutate(files[run % files.length]!, random),
    read,
    refusals,
  }),
);

const entries = torchEntries(pickle(dict({ w: tensor() })), twoFloats);
const wide = entries.map((entry) => ({ ...entry, isZip64: true }));
const zips = [makeZip(entries), makeZip(wide, { isZip64: true })];

/** Headers and directory only: the pickle and the numbers in between stay as they are. */
function mutateStructure(original: Buffer, random: () => number): Buffer {
  const directory = original.indexOf('PK\x01\x02', 0, 'latin1');
  return random() < 0.7
    ? Buffer.concat([original.subarray(0, directory), mutate(original.subarray(directory), random)])
    : Buffer.concat([mutate(original.subarray(0, 60), random), original.subarray(60)]);
}

it(`loads or refuses each of ${fuzzRuns} mutated zip structures`, fuzzTimeout, () =>
  fuzz({
    seed: 20261124,
    make: (run, random) => mutateStructure(zips[run % zips.length]!, random),
    read,
    refusals,
  }),
);
