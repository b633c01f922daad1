import type { ModelManifest } from '../../core/model/manifest.ts';

const file = { name: 'file', sizeBytes: 1, sha256: '00' };

/** A manifest of a model of 4 dimensions. */
export function fakeManifest(changes: Partial<ModelManifest> = {}): ModelManifest {
  return {
    formatVersion: 2,
    name: 'fake',
    family: 'fake-family',
    dimension: 4,
    contextLength: 12,
    vocabularySize: 100,
    image: { size: 2, resize: 'squash', filter: 'pillow-bicubic', mean: [0, 0, 0], std: [1, 1, 1] },
    scoring: { kind: 'softmax', scale: 10 },
    tokenizer: { kind: 'wordpiece', padding: 'longest', file },
    parameters: { total: 3, visual: 2, text: 1 },
    weights: 'as-stored',
    spaceId: 'space-a',
    source: { fileName: 'fake.pt', sha256: '11', sizeBytes: 5 },
    precisions: {
      float32: { files: { imageGraph: file, imageWeights: file, textGraph: file, textWeights: file } },
    },
    importedAt: '2026-11-23T09:14:09.123Z',
    ...changes,
  };
}
