import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FileCheckpointReader } from '../../../adapters/checkpoints/file-checkpoint-reader.ts';
import type { Backbone } from '../../../core/plugin.ts';
import { openaiClip } from '../../../plugins/openai-clip/plugin.ts';
import { imageFeatures, readTowerFixture, textFeatures } from '../../support/tower-fixture.ts';
import { readFixture } from './read-fixture.ts';

const folder = new URL('../../fixtures/openai-clip/', import.meta.url);
const vocabulary = readFixture('small-bpe.txt.gz');
const tolerance = { atol: 1e-4 };

async function describeAt(path: string): Promise<Backbone> {
  const checkpoint = await new FileCheckpointReader().open(fileURLToPath(new URL(path, folder)));
  onTestFinished(() => checkpoint.close());
  expect(await openaiClip.recognises(checkpoint)).toBe(true);
  return openaiClip.describe(checkpoint, { vocabulary, weights: 'as-stored' });
}

describe.each([
  ['OpenAI with a ResNet', 'openai-resnet.pt', 'openai-resnet.json'],
  ['OpenCLIP', 'open-clip', 'open-clip/expected.json'],
  ['Hugging Face', 'hugging-face', 'hugging-face/expected.json'],
])('weights of %s', (_, path, expected) => {
  const fixture = readTowerFixture(new URL(expected, folder));

  it('give the features of the reference for pictures', async () => {
    const features = await imageFeatures(await describeAt(path), fixture);
    expect(Array.from(features)).toBeAllClose(fixture.images.flat(), tolerance);
  });

  it('give the features of the reference for texts', async () => {
    const features = await textFeatures(await describeAt(path), fixture.ids);
    expect(Array.from(features)).toBeAllClose(fixture.texts.flat(), tolerance);
  });

  it('give a text the same features whatever fills its row up', async () => {
    const backbone = await describeAt(path);
    const end = Math.max(...fixture.ids.flat());
    const short = await textFeatures(backbone, [fixture.ids[1]!.slice(0, 7)]);
    expect(Array.from(short)).toBeAllClose(fixture.texts[1]!, tolerance);
    const filled = fixture.ids.map((row) => row.map((id, i) => (i > row.indexOf(end) ? end : id)));
    expect(Array.from(await textFeatures(backbone, filled))).toBeAllClose(fixture.texts.flat(), tolerance);
  });
});
