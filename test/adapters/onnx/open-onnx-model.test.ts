import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openOnnxModel } from '../../../adapters/onnx/open-onnx-model.ts';
import { openStarter } from '../../support/starter.ts';

/** Processes that this one has started. */
const children = () =>
  readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean);

it.skipIf(process.platform !== 'linux')('leaves no session behind when a part does not open', async () => {
  const { application, model } = await openStarter();
  const before = children();
  const { manifest } = model;
  const opening = openOnnxModel({
    manifest,
    precision: 'float32',
    pathOf: (file) => application.modelStore.verifiedPath(manifest, file),
    openTokenizer: () => Promise.reject(new Error('broken tokenizer')),
    preprocessor: { prepare: () => Promise.reject(new Error('not used')), close: async () => undefined },
    providers: ['cpu'],
    threads: 1,
    batching: { maximumPictures: 16, maximumTexts: 16, maximumDelayMs: 0, maximumWaiting: 100 },
  });
  await expect(opening).rejects.toThrow('broken tokenizer');
  expect(children()).toEqual(before);
  await application.close();
});
