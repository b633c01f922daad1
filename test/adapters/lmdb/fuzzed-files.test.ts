import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, it } from 'vitest';
import { audited } from '../../../adapters/files/dataset-lines.ts';
import { damaged } from '../../../adapters/lmdb/format.ts';
import { LmdbReader } from '../../../adapters/lmdb/lmdb-reader.ts';
import { writeLmdb } from '../../../adapters/lmdb/lmdb-writer.ts';
import { decodePair, encodePair } from '../../../adapters/lmdb/pair-record.ts';
import { fuzz, fuzzRuns, fuzzTimeout } from '../../support/fuzz.ts';
import { mutate } from '../../support/mutate.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
const path = join(folder, 'data.mdb');
let original: Buffer;

/** Two levels of pages, and values beside them. */
async function* pairs() {
  const keys = Array.from({ length: 300 }, (_, i) => String(i)).sort();
  for (const key of keys) {
    const text = '红色的花'.repeat(key.endsWith('7') ? 300 : 1);
    yield { key: Buffer.from(key), value: encodePair({ imageId: key, textId: '1', text }) };
  }
}

beforeAll(async () => {
  await writeLmdb(folder, pairs());
  original = readFileSync(path);
});

async function readAll(bytes: Uint8Array): Promise<void> {
  writeFileSync(path, bytes);
  const reader = await LmdbReader.open(folder);
  try {
    for await (const { key, value } of reader.entries()) {
      const pair = audited(`${key}`, () => decodePair(value));
      if ('problem' in pair) throw damaged('data.mdb', pair.problem);
    }
    await reader.get(Buffer.from('199'));
  } finally {
    await reader.close();
  }
}

it(`reads or refuses each of ${fuzzRuns} mutated files`, fuzzTimeout, () =>
  fuzz({
    seed: 20261124,
    make: (_, random) => mutate(original, random),
    read: readAll,
    refusals: /^INVALID_INPUT$/,
  }),
);
