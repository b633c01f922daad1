import { DomainError } from '../errors.ts';
import type { ModelRegistry } from '../ports/model-registry.ts';
import type { ModelManifest } from './manifest.ts';

/**
 * Manifest of a model, without loading it; the default one when `name` is left out.
 * @throws DomainError MODEL_NOT_FOUND
 */
export async function findManifest(models: ModelRegistry, name?: string): Promise<ModelManifest> {
  const manifests = await models.list();
  const wanted = name ?? (await models.defaultName());
  const manifest = manifests.find((candidate) => candidate.name === wanted);
  if (manifest !== undefined) return manifest;
  const available = manifests.map((candidate) => candidate.name);
  throw new DomainError(
    'MODEL_NOT_FOUND',
    wanted === undefined ? 'There is no model yet.' : `There is no model ${wanted}.`,
    {
      remedy: available.length === 0 ? 'Import one first.' : `There are: ${available.join(', ')}.`,
      details: { name: wanted ?? null, available },
    },
  );
}
