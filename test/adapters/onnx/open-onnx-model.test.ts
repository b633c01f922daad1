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
    gpu: { device: 0, cacheFolder: '/none' },
    sessions: 1,
    quickStart: false,
    batching: { maximumPictures: 16, maximumTexts: 16, maximumDelayMs: 0, maximumWaiting: 100 },
  });
  await expect(opening).rejects.toThrow('broken tokenizer');
  expect(children()).toEqual(before);
  await application.close();
});

it.skipIf(process.platform !== 'linux')('runs several sessions of a tower beside each other', async () => {
  const { application, model } = await openStarter();
  const before = children();
  const { manifest } = model;
  const expected = await model.embedTexts(['雨伞', '一只猫']);
  const opened = await openOnnxModel({
    manifest,
    precision: 'float32',
    pathOf: (file) => application.modelStore.verifiedPath(manifest, file),
    openTokenizer: async () => ({
      vocabularySize: manifest.vocabularySize,
      padId: 0,
      tokenize: (text) => model.tokenize(text),
      inspect: (text) => model.inspect(text),
    }),
    preprocessor: { prepare: () => Promise.reject(new Error('not used')), close: async () => undefined },
    providers: ['cpu'],
    threads: 1,
    gpu: { device: 0, cacheFolder: '/none' },
    sessions: 2,
    quickStart: true,
    batching: { maximumPictures: 1, maximumTexts: 1, maximumDelayMs: 0, maximumWaiting: 100 },
  });
  expect(children().length - before.length).toBe(4);
  const both = await opened.model.embedTexts(['雨伞', '一只猫']);
  for (const [i, { unit }] of both.entries()) expect(unit).toBeAllClose(expected[i]!.unit, { atol: 1e-6 });
  await opened.close();
  expect(children()).toEqual(before);
  await application.close();
});
