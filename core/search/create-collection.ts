import { DomainError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { findManifest } from '../model/find-manifest.ts';
import type { Collection, CollectionStore } from '../ports/collections.ts';
import type { MetadataSchemas } from '../ports/metadata-schemas.ts';
import type { ModelRegistry } from '../ports/model-registry.ts';
import { checkIndex, defaultIndex, type IndexSettings } from './indexes/index-settings.ts';
import { isStorable } from './storable-text.ts';

const namePattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const maximumDescriptionLength = 2000;

export interface CreateCollectionDeps {
  readonly models: ModelRegistry;
  readonly collections: CollectionStore;
  readonly schemas: MetadataSchemas;
}

export interface CollectionRequest {
  /** `[a-z0-9][a-z0-9_-]{0,63}` */
  readonly name: string;
  readonly description?: string | null | undefined;
  /** Left out: the default model. */
  readonly model?: string | null | undefined;
  /** What is left out is as {@link defaultIndex} has it. */
  readonly index?: Partial<IndexSettings>;
  /** JSON Schema that the metadata of items has to fit. */
  readonly metadataSchema?: JsonObject | null | undefined;
}

/**
 * An empty collection in the space of one model.
 * @throws DomainError INVALID_INPUT for an unfit name, description, index or schema, MODEL_NOT_FOUND, ALREADY_EXISTS
 */
export async function createCollection(
  deps: CreateCollectionDeps,
  request: CollectionRequest,
): Promise<Collection> {
  const description = request.description ?? null;
  checkName(request.name);
  checkDescription(description);
  const metadataSchema = request.metadataSchema ?? null;
  if (metadataSchema !== null) deps.schemas.compile(metadataSchema);
  const manifest = await findManifest(deps.models, request.model ?? undefined);
  const index = { ...defaultIndex(manifest.dimension), ...request.index };
  checkIndex(index, manifest.dimension);
  return deps.collections.create({
    name: request.name,
    description,
    modelName: manifest.name,
    spaceId: manifest.spaceId,
    dimension: manifest.dimension,
    index,
    metadataSchema,
  });
}

function checkName(name: string): void {
  if (namePattern.test(name)) return;
  throw new DomainError('INVALID_INPUT', 'This cannot be the name of a collection.', {
    remedy: 'Use 1 to 64 of a-z, 0-9, _ and -, beginning with a letter or digit.',
    details: { pattern: namePattern.source },
  });
}

/** @throws DomainError INVALID_INPUT */
export function checkDescription(description: string | null): void {
  if (description === null || (description.length <= maximumDescriptionLength && isStorable(description)))
    return;
  throw new DomainError(
    'INVALID_INPUT',
    'The description is too long or holds characters that cannot be stored.',
    {
      remedy: `Use at most ${maximumDescriptionLength} characters of well-formed text.`,
      details: { limit: maximumDescriptionLength },
    },
  );
}
