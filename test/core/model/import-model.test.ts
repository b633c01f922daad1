import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileModelStore } from '../../../adapters/files/file-model-store.ts';
import { PooledImagePreprocessor } from '../../../adapters/images/pooled-image-preprocessor.ts';
import { OnnxGraphWriter } from '../../../adapters/onnx/onnx-graph-writer.ts';
import { TorchCheckpointReader } from '../../../adapters/torch/torch-checkpoint-reader.ts';
import { ImportModel } from '../../../core/model/import-model.ts';
import type { CheckpointReader, CheckpointTensor } from '../../../core/ports/checkpoint.ts';
import { parseVocabulary } from '../../../core/tokenization/vocabulary.ts';
import { WordPieceTokenizer } from '../../../core/tokenization/wordpiece-tokenizer.ts';
import { chineseClip } from '../../../plugins/chinese-clip/plugin.ts';
import { starterImport, starterPath } from '../../support/starter.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function importer(checkpoints: CheckpointReader = new TorchCheckpointReader()) {
  const folder = join(temporaryFolder(), 'models');
  mkdirSync(folder);
  const store = new FileModelStore(folder);
  const clock = { now: () => new Date('2026-11-23T00:00:00Z') };
  const importModel = new ImportModel({
    checkpoints,
    plugins: async () => [chineseClip],
    graphs: new OnnxGraphWriter(),
    models: store,
    createTokenizer: ({ bytes }) => new WordPieceTokenizer(parseVocabulary(new TextDecoder().decode(bytes))),
    clock,
    preprocessor: new PooledImagePreprocessor(),
    probes: () => Promise.reject(new Error('no precision is compared')),
    openDraft: () => Promise.reject(new Error('no precision is compared')),
  });
  return { importModel, store, left: () => readdirSync(folder) };
}

/** The starter's checkpoint with its tensors changed on the way in. */
function changed(change: (tensors: Map<string, CheckpointTensor>) => void): CheckpointReader {
  return {
    open: async (path) => {
      const checkpoint = await new TorchCheckpointReader().open(path);
      const tensors = new Map(checkpoint.tensors);
      change(tensors);
      return { ...checkpoint, tensors };
    },
  };
}

describe('ImportModel', () => {
  it('makes a model with everything a server needs, and the same one each time', async () => {
    const { importModel, store, left } = importer();
    const manifest = await importModel.run(starterImport());
    expect(manifest).toMatchObject({
      name: 'starter',
      family: 'chinese-clip',
      dimension: 128,
      contextLength: 24,
      vocabularySize: 2339,
    });
    expect(await store.list()).toEqual([manifest]);
    expect(left()).toEqual(['starter']);
    const again = await importModel.run(starterImport('again'));
    expect(again.spaceId).toBe(manifest.spaceId);
    expect(again.source).toEqual(manifest.source);
  });

  it('gives other weights another embedding space', async () => {
    const first = await importer().importModel.run(starterImport());
    const nudge = changed((tensors) => {
      const tensor = tensors.get('module.visual.proj')!;
      const read = async () => {
        const bytes = Uint8Array.from(await tensor.read());
        bytes[0]! ^= 1;
        return bytes;
      };
      tensors.set('module.visual.proj', { ...tensor, type: tensor.type, shape: tensor.shape, read });
    });
    expect((await importer(nudge).importModel.run(starterImport())).spaceId).not.toBe(first.spaceId);
  });

  it.each([
    [
      'a missing weight',
      changed((t) => t.delete('module.visual.ln_post.bias')),
      {},
      /no weight visual\.ln_post\.bias/,
    ],
    [
      'a weight of another shape',
      changed((t) =>
        t.set('module.visual.ln_post.bias', {
          type: 'float32',
          shape: [3],
          read: async () => new Uint8Array(12),
        }),
      ),
      {},
      /visual\.ln_post\.bias has the shape \[3\], expected \[128\]/,
    ],
    [
      'a weight nobody uses',
      changed((t) => t.set('module.extra.weight', t.get('module.visual.proj')!)),
      {},
      /starter\.pt has weights that no part of the model uses: extra\.weight/,
    ],
    [
      'another architecture',
      changed((t) => {
        for (const key of [...t.keys()]) if (key.includes('bert')) t.delete(key);
      }),
      {},
      /of no known architecture.*chinese-clip/,
    ],
    [
      'a vocabulary of another size',
      undefined,
      { vocabulary: new TextEncoder().encode('[PAD]\n[UNK]\n[CLS]\n[SEP]\n') },
      /vocabulary has 4 entries, but starter\.pt has 2339/,
    ],
    [
      'a vocabulary without special tokens',
      undefined,
      { vocabulary: new TextEncoder().encode('a\nb\n') },
      /no \[PAD\]/,
    ],
    [
      'a configuration of another size',
      undefined,
      { visionConfig: { vision_layers: 12 } },
      /vision_layers is 12 in the configuration, but the weights have 6/,
    ],
    [
      'a context longer than the positions',
      undefined,
      { contextLength: 100 },
      /context length 100 is not between 2 and 64/,
    ],
    ['a name that is no name', undefined, { name: '../up' }, /"\.\.\/up" is no model name/],
  ])('refuses %s and leaves nothing behind', async (_, checkpoints, input, message) => {
    const { importModel, left } = importer(checkpoints);
    await expect(importModel.run({ ...starterImport(), ...input })).rejects.toThrow(message);
    expect(left()).toEqual([]);
  });

  it('refuses a truncated checkpoint and leaves nothing behind', async () => {
    const { importModel, left } = importer();
    const checkpointPath = join(temporaryFolder(), 'cut.pt');
    writeFileSync(checkpointPath, readFileSync(starterPath('starter.pt')));
    truncateSync(checkpointPath, 1_000_000);
    await expect(importModel.run({ ...starterImport(), checkpointPath })).rejects.toMatchObject({
      code: 'CHECKPOINT_UNREADABLE',
    });
    expect(left()).toEqual([]);
  });

  it('leaves nothing behind when reading fails in the middle of writing', async () => {
    const broken = changed((tensors) => {
      const tensor = tensors.get('module.text_projection')!;
      const read = () => Promise.reject(new Error('disk gone'));
      tensors.set('module.text_projection', { type: tensor.type, shape: tensor.shape, read });
    });
    const { importModel, left } = importer(broken);
    await expect(importModel.run(starterImport())).rejects.toThrow('disk gone');
    expect(left()).toEqual([]);
  });

  it('does not replace a model', async () => {
    const { importModel } = importer();
    await importModel.run(starterImport());
    await expect(importModel.run(starterImport())).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });
});

describe('FileModelStore', () => {
  it('notices a file that changed after the import', async () => {
    const { importModel, store } = importer();
    const manifest = await importModel.run(starterImport());
    const weights = manifest.precisions.float32!.files.textWeights!;
    const path = await store.verifiedPath(manifest, weights);
    const bytes = readFileSync(path);
    bytes[5000]! ^= 1;
    writeFileSync(path, bytes);
    await expect(store.verifiedPath(manifest, weights)).rejects.toMatchObject({
      code: 'MODEL_DAMAGED',
      message: expect.stringContaining('text.weights has changed'),
    });
    truncateSync(path, 10);
    await expect(store.verifiedPath(manifest, weights)).rejects.toThrow(/has 10 bytes instead of/);
  });
});
