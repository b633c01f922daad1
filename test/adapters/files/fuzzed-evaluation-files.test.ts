import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LocalDatasetFiles } from '../../../adapters/files/local-dataset-files.ts';
import { readPredictionHeader, readPredictionRows } from '../../../adapters/files/prediction-files.ts';
import { parseExactJson } from '../../../adapters/json/parse-exact-json.ts';
import { DomainError } from '../../../core/errors.ts';
import { textToImage } from '../../../core/evaluation/retrieval-direction.ts';
import { RetrievalTools } from '../../../core/evaluation/retrieval-tools.ts';
import { parseTemplateSets } from '../../../core/evaluation/zero-shot/template-sets.ts';
import { fuzz, fuzzRuns, fuzzTimeout } from '../../support/fuzz.ts';
import { mutate } from '../../support/mutate.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
const datasets = new LocalDatasetFiles();
const tools = new RetrievalTools({
  datasets,
  parse: parseExactJson,
  openSearch: () => Promise.reject(new Error('not needed')),
});
const gold = Buffer.from(
  '{"text_id": 1, "text": "红", "image_ids": [1, 2]}\n{"text_id": 2, "image_ids": [3]}\n',
);
const predicted = Buffer.from(
  '{"text_id": 1, "image_ids": [1, 2, 3]}\n{"text_id": 2, "image_ids": [3, 1, 2]}\n',
);
const predictions = Buffer.from(
  '{"model_name": "m", "dataset_name": "d", "num_trainable_params": 5, "predictions": [[[0.25, 0.75], [1, 1e-5]]]}',
);
const path = join(folder, 'fuzzed');
writeFileSync(join(folder, 'gold'), gold);
writeFileSync(join(folder, 'predicted'), predicted);

async function readFeatures(): Promise<void> {
  for await (const { vector } of datasets.features(path)) expect(vector).toBeInstanceOf(Float32Array);
}

/** A report tells of a file that it cannot read; here that counts as refused. */
async function recall(goldPath: string, predictionsPath: string): Promise<void> {
  const report = await tools.recall(goldPath, predictionsPath, textToImage);
  if (!report.success) throw new DomainError('INVALID_INPUT', 'told in the report');
}

const parsers: readonly { readonly bytes: Buffer; readonly read: (bytes: Buffer) => Promise<unknown> }[] = [
  {
    bytes: predictions,
    read: async () => readPredictionRows(await readPredictionHeader(path)),
  },
  {
    bytes: Buffer.from(
      '{"image_id": 12345678901234567890, "feature": [0.5, -1e-3]}\n{"image_id": 2, "feature": [1, 2]}',
    ),
    read: readFeatures,
  },
  { bytes: gold, read: () => recall(path, join(folder, 'predicted')) },
  { bytes: predicted, read: () => recall(join(folder, 'gold'), path) },
  {
    bytes: Buffer.from('{"a": ["一张{}的照片", "{}"], "b": ["{}的图"]}'),
    read: async (bytes) => parseTemplateSets(bytes.toString()),
  },
];

it(`reads or refuses each of ${fuzzRuns} mutated files`, fuzzTimeout, () => {
  let { read } = parsers[0]!;
  return fuzz({
    seed: 20261207,
    make: (run, random) => {
      const parser = parsers[run % parsers.length]!;
      read = parser.read;
      return mutate(parser.bytes, random);
    },
    read: (bytes) => {
      writeFileSync(path, bytes);
      return read(bytes);
    },
    refusals: /^INVALID_INPUT$/,
  });
});
