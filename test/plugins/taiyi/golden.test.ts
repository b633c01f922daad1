import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FileCheckpointReader } from '../../../adapters/checkpoints/file-checkpoint-reader.ts';
import type { Backbone } from '../../../core/plugin.ts';
import { taiyi } from '../../../plugins/taiyi/plugin.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { imageFeatures, readTowerFixture, textFeatures } from '../../support/tower-fixture.ts';

const fixtures = new URL('../../fixtures/taiyi/', import.meta.url);
const tolerance = { atol: 1e-4 };

async function describeAt(path: string): Promise<Backbone> {
  const checkpoint = await new FileCheckpointReader().open(path);
  onTestFinished(() => checkpoint.close());
  expect(await taiyi.recognises(checkpoint)).toBe(true);
  return taiyi.describe(checkpoint, { weights: 'as-stored' });
}

describe.each(['classifier', 'pooled'])('Taiyi with a %s text tower', (name) => {
  const path = fileURLToPath(new URL(name, fixtures));
  const fixture = readTowerFixture(new URL(`${name}/expected.json`, fixtures));

  it('gives the features of transformers for pictures', async () => {
    const features = await imageFeatures(await describeAt(path), fixture);
    expect(Array.from(features)).toBeAllClose(fixture.images.flat(), tolerance);
  });

  it('gives texts in a batch the features that transformers gives each alone', async () => {
    const features = await textFeatures(await describeAt(path), fixture.ids);
    expect(Array.from(features)).toBeAllClose(fixture.texts.flat(), tolerance);
  });

  it('counts what it takes and leaves the other text tower out', async () => {
    const { parameters, dimension, contextLength, scoring } = await describeAt(path);
    expect(parameters.total).toBe(parameters.visual + parameters.text + 1);
    expect({ dimension, contextLength }).toEqual({ dimension: 16, contextLength: 24 });
    expect(scoring).toEqual({ kind: 'softmax', scale: Math.exp(3.25) });
  });

  it('says what is missing when the image tower is not there', async () => {
    const folder = temporaryFolder();
    cpSync(path, folder, { recursive: true });
    rmSync(join(folder, 'clip'), { recursive: true });
    await expect(describeAt(folder)).rejects.toMatchObject({
      code: 'CHECKPOINT_MISMATCH',
      message: /text tower alone.*clip-vit-base-patch32.*subfolder clip/,
    });
  });
});
