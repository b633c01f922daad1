import type { ModelFile, ModelManifest, TowerFiles } from '../../core/model/manifest.ts';

/** Format 1 knew the original's tokenizer and scoring, and float32, and nothing else. */
interface ManifestFormat1
  extends Omit<ModelManifest, 'formatVersion' | 'scoring' | 'tokenizer' | 'precisions' | 'fixedShapes'> {
  readonly formatVersion: 1;
  readonly logitScale: number;
  readonly precision: 'float32';
  readonly files: Required<TowerFiles> & { readonly vocabulary: ModelFile };
}

/** What `manifest.json` may hold. */
export type StoredManifest = ManifestFormat1 | ModelManifest;

/** A manifest of any format as one of today's. */
export function readManifest(stored: StoredManifest): ModelManifest {
  if (stored.formatVersion !== 1) return stored;
  const { logitScale, precision, files, ...same } = stored;
  const { vocabulary, ...towers } = files;
  return {
    ...same,
    formatVersion: 2,
    scoring: { kind: 'softmax', scale: logitScale },
    tokenizer: { kind: 'wordpiece', padding: 'longest', file: vocabulary },
    precisions: { [precision]: { files: towers } },
  };
}
