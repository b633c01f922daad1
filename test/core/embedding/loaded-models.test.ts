import { describe, expect, it, vi } from 'vitest';
import { type LoadedModel, LoadedModels } from '../../../core/embedding/loaded-models.ts';
import type { ModelManifest, Precision } from '../../../core/model/manifest.ts';
import type { ModelStore } from '../../../core/ports/model-store.ts';
import { fakeManifest } from '../../support/fake-manifest.ts';
import { FakeModel } from '../../support/fake-model.ts';

const { float32 } = fakeManifest().precisions;
const both = fakeManifest({ name: 'both', precisions: { float32: float32!, int8: float32! } });
const single = fakeManifest({ name: 'single' });

/** A store that holds manifests and nothing else. */
function storeOf(...manifests: readonly ModelManifest[]): ModelStore {
  let chosen: string | undefined;
  return {
    list: async () => manifests,
    readDefault: async () => chosen,
    writeDefault: async (name) => {
      chosen = name;
    },
    draft: () => Promise.reject(new Error('not used')),
    verifiedPath: () => Promise.reject(new Error('not used')),
  };
}

/** A registry of two models that writes down what it opens and closes; calls wait while `gate` is closed. */
function registry(options: { configuredDefault?: string; preferredPrecisions?: readonly Precision[] } = {}) {
  const log: string[] = [];
  const state: { gate: Promise<void>; failure: Error | undefined } = {
    gate: Promise.resolve(),
    failure: undefined,
  };
  const open = async (manifest: ModelManifest, precision: Precision): Promise<LoadedModel> => {
    const name = `${manifest.name} ${precision}`;
    if (state.failure !== undefined) throw state.failure;
    log.push(`open ${name}`);
    const fake = new FakeModel(manifest);
    const embedTexts = async (texts: readonly string[]) => {
      await state.gate;
      log.push(`run ${name}`);
      return fake.embedTexts(texts);
    };
    const model = {
      manifest,
      tokenize: fake.tokenize,
      inspect: fake.inspect,
      embedImages: fake.embedImages,
      embedTexts,
    };
    const close = async () => void log.push(`close ${name}`);
    return { model, runtime: { precision, provider: 'cpu', rejected: [] }, close };
  };
  return { log, state, models: new LoadedModels({ store: storeOf(both, single), open, ...options }) };
}

describe('LoadedModels', () => {
  it('loads a model once, when first asked for', async () => {
    const { log, models } = registry();
    await Promise.all([models.load('single'), models.load('single')]);
    await models.load('single');
    expect(log).toEqual(['open single float32']);
    expect(models.runtime('single')).toMatchObject({ precision: 'float32', provider: 'cpu' });
    expect(models.runtime('both')).toBeUndefined();
  });

  it('lets calls in progress end before it closes a model', async () => {
    const { log, state, models } = registry();
    const model = await models.load('single');
    let openGate = () => {};
    state.gate = new Promise((resolve) => {
      openGate = resolve;
    });
    const call = model.embedTexts(['a']);
    const unloading = models.unload('single');
    await vi.waitFor(() => expect(models.runtime('single')).toBeUndefined());
    openGate();
    await Promise.all([call, unloading]);
    expect(log).toEqual(['open single float32', 'run single float32', 'close single float32']);
  });

  it('loads again for whoever still holds an unloaded model', async () => {
    const { log, models } = registry();
    const model = await models.load('single');
    await models.unload('single');
    expect(await model.embedTexts(['a'])).toHaveLength(1);
    expect(log.slice(-2)).toEqual(['open single float32', 'run single float32']);
  });

  it('replaces a precision without a gap', async () => {
    const { log, models } = registry();
    const model = await models.load('both');
    await models.load('both', 'int8');
    await model.embedTexts(['a']);
    expect(models.runtime('both')).toMatchObject({ precision: 'int8' });
    expect(log).toEqual(['open both float32', 'open both int8', 'close both float32', 'run both int8']);
    await models.load('both');
    expect(log).toHaveLength(4);
  });

  it('keeps the precision that works when the other one does not open', async () => {
    const { state, models } = registry();
    const model = await models.load('both');
    state.failure = new Error('no such provider');
    await expect(models.load('both', 'int8')).rejects.toThrow('no such provider');
    expect(await model.embedTexts(['a'])).toHaveLength(1);
    expect(models.runtime('both')).toMatchObject({ precision: 'float32' });
  });

  it('prefers the configured precisions where a model has them', async () => {
    const { log, models } = registry({ preferredPrecisions: ['float16', 'int8'] });
    await models.load('both');
    await models.load('single');
    expect(log).toEqual(['open both int8', 'open single float32']);
    await expect(models.load('single', 'int8')).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('It has: float32.'),
    });
  });

  it('chooses a default, which TUWEN_MODEL overrides', async () => {
    const { models } = registry();
    expect(await models.defaultName()).toBe('both');
    await models.setDefault('single');
    expect(await models.defaultName()).toBe('single');
    await expect(models.setDefault('none')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    const configured = registry({ configuredDefault: 'both' }).models;
    await expect(configured.setDefault('single')).rejects.toThrow(/TUWEN_MODEL makes both the default/);
  });

  it('tries again after a failure', async () => {
    const { log, state, models } = registry();
    state.failure = new Error('damaged');
    await expect(models.load('single')).rejects.toThrow('damaged');
    state.failure = undefined;
    await models.load('single');
    expect(log).toEqual(['open single float32']);
  });
});
