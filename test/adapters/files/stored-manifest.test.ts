import { expect, it } from 'vitest';
import { readManifest } from '../../../adapters/files/stored-manifest.ts';
import { fakeManifest } from '../../support/fake-manifest.ts';

it('reads what format 1 wrote', () => {
  const today = fakeManifest();
  const { scoring, tokenizer, precisions, formatVersion, ...same } = today;
  const files = { ...precisions.float32!.files, vocabulary: tokenizer.file };
  const format1 = { ...same, formatVersion: 1, logitScale: 10, precision: 'float32', files };
  expect(readManifest(format1 as never)).toEqual(today);
  expect(readManifest(today)).toBe(today);
  expect([scoring.kind, formatVersion]).toEqual(['softmax', 2]);
});
