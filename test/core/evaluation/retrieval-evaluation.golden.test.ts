import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FileJobFiles } from '../../../adapters/files/file-job-files.ts';
import { LocalDatasetRoots } from '../../../adapters/files/local-dataset-roots.ts';
import { RetrievalEvaluation } from '../../../core/evaluation/retrieval-evaluation.ts';
import { FakeDatasetRegistry } from '../../support/fake-dataset-registry.ts';
import { readJsonFile } from '../../support/read-json-file.ts';
import { hasShared, sharedPath } from '../../support/shared.ts';
import { openApplication } from '../../support/starter.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

it.skipIf(!hasShared)("gives the original's predictions and scores from its pictures and texts", async () => {
  const golden = sharedPath('golden/eval/retrieval-model');
  const model = sharedPath('golden/models-tiny/vit-full-a');
  const application = await openApplication();
  await application.importModel.run({
    name: 'tiny',
    checkpointPath: `${model}/ckpt_mixed.pt`,
    vocabulary: readFileSync(sharedPath('golden/tokenizer/vocab.txt')),
    visionConfig: readJsonFile(`${model}/vision_config.json`),
    textConfig: readJsonFile(`${model}/text_config.json`),
    contextLength: 52,
  });
  const files = new FileJobFiles(temporaryFolder());
  const evaluation = new RetrievalEvaluation({
    models: application.models,
    datasets: application.datasets,
    retrieval: application.retrieval,
    roots: new LocalDatasetRoots([sharedPath('golden/eval')]),
    registry: new FakeDatasetRegistry(),
    versions: {},
    batchSize: 7,
  });
  const result = await evaluation.run({
    jobId: '1',
    input: { model: 'tiny', images: 'dataset/valid_imgs.tsv', texts: 'dataset/valid_texts.jsonl' },
    checkpoint: null,
    signal: new AbortController().signal,
    files,
    progress: async () => undefined,
    saveCheckpoint: async () => undefined,
    publish: async () => undefined,
  });
  await application.close();

  const ours = (name: string) => readFileSync(files.pathOf('1', name), 'utf8');
  const official = (name: string) => readFileSync(`${golden}/${name}`, 'utf8');
  // The original takes pictures in the order of its LMDB keys, we in that of the file.
  const sorted = (text: string) => text.trim().split('\n').toSorted();
  expect(ours('eval_predictions.jsonl')).toBe(official('valid_predictions.jsonl'));
  expect(sorted(ours('eval_tr_predictions.jsonl'))).toEqual(sorted(official('valid_tr_predictions.jsonl')));
  expect(ours('eval_texts.tr.jsonl')).toBe(official('valid_texts.tr.jsonl'));
  expect(JSON.parse(ours('eval_score.json'))).toEqual(JSON.parse(official('output.json')));
  expect(JSON.parse(ours('eval_tr_score.json'))).toEqual(JSON.parse(official('output_tr.json')));
  expect(result['textToImage']).toMatchObject({ r10: JSON.parse(official('output.json')).scoreJson.r10 });
});
