import type { ModelFile, ModelManifest, Precision } from '../../core/model/manifest.ts';
import type { ModelRegistry } from '../../core/ports/model-registry.ts';
import type { ModelStore } from '../../core/ports/model-store.ts';
import { type Finding, failure } from './finding.ts';

/** Files, certificates and loading of every model, one after the other. */
export async function checkModels(
  store: ModelStore,
  models: Pick<ModelRegistry, 'load' | 'unload'>,
): Promise<readonly Finding[]> {
  try {
    const manifests = await store.list();
    if (manifests.length === 0)
      return [
        { area: 'models', state: 'warn', message: 'There is none', remedy: 'Import one: docs/models.md.' },
      ];
    const findings: (readonly Finding[])[] = [];
    for (const manifest of manifests) findings.push(await checkModel(manifest, store, models));
    return findings.flat();
  } catch (error) {
    return [failure('models', 'A manifest cannot be read', error)];
  }
}

async function checkModel(
  manifest: ModelManifest,
  store: ModelStore,
  models: Pick<ModelRegistry, 'load' | 'unload'>,
): Promise<readonly Finding[]> {
  const { name, precisions, tokenizer } = manifest;
  const variants = Object.entries(precisions) as [Precision, NonNullable<(typeof precisions)[Precision]>][];
  try {
    const files = variants.flatMap(([, { files }]) => Object.values(files) as ModelFile[]);
    for (const file of [tokenizer.file, ...files]) await store.verifiedPath(manifest, file);
    await models.load(name);
    await models.unload(name);
  } catch (error) {
    return [failure('models', name, error)];
  }
  const uncertified = variants.slice(1).filter(([, { parity }]) => parity === undefined);
  const message = `${name}: ${variants.map(([precision]) => precision).join(', ')}, files whole, loads`;
  return [
    { area: 'models', state: 'ok', message },
    ...uncertified.map(([precision]): Finding => {
      const remedy = 'Import the checkpoint again, which compares it.';
      return {
        area: 'models',
        state: 'warn',
        message: `${name}: ${precision} has no parity certificate`,
        remedy,
      };
    }),
  ];
}
