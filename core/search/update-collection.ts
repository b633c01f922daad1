import { DomainError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Collection, CollectionStore } from '../ports/collections.ts';
import type { MetadataSchemas } from '../ports/metadata-schemas.ts';
import { checkDescription } from './create-collection.ts';
import { requireCollection } from './require-collection.ts';
import { turns } from './turns.ts';

export interface CollectionUpdate {
  readonly name: string;
  /** Left out: as it is; null: none. */
  readonly description?: string | null | undefined;
  /** Left out: as it is; null: none. */
  readonly metadataSchema?: JsonObject | null | undefined;
  /** Whether a schema that stored items do not fit is taken all the same; items are not changed by it. Default: refuse. */
  readonly misfits?: 'refuse' | 'keep';
}

/** A stored item whose metadata a schema does not allow. */
export interface Misfit {
  readonly key: string;
  /** What does not fit, with its path. */
  readonly problem: string;
}

export interface UpdatedCollection {
  readonly collection: Collection;
  readonly misfitCount: number;
  /** The first ones. */
  readonly misfits: readonly Misfit[];
}

const pageSize = 500;
const shownMisfits = 10;

/**
 * Changes what a collection says of itself and what it takes.
 * @throws DomainError NOT_FOUND, INVALID_INPUT for an unfit description or schema, or when stored items do not fit
 */
export async function updateCollection(
  deps: { readonly collections: CollectionStore; readonly schemas: MetadataSchemas },
  { name, description, metadataSchema, misfits: policy = 'refuse' }: CollectionUpdate,
): Promise<UpdatedCollection> {
  const { id } = await requireCollection(deps.collections, name);
  if (description !== undefined) checkDescription(description);
  return deps.collections.alone(id, async (collections) => {
    const { schemas } = deps;
    const found =
      metadataSchema == null ? noMisfits : await findMisfits({ collections, schemas }, id, metadataSchema);
    if (found.misfitCount > 0 && policy === 'refuse') throw refused(name, found);
    const collection = await collections.update(id, {
      ...(description === undefined ? {} : { description }),
      ...(metadataSchema === undefined ? {} : { metadataSchema }),
    });
    return { collection, ...found };
  });
}

type Misfits = Omit<UpdatedCollection, 'collection'>;
const noMisfits: Misfits = { misfitCount: 0, misfits: [] };

async function findMisfits(
  { collections, schemas }: { readonly collections: CollectionStore; readonly schemas: MetadataSchemas },
  id: string,
  schema: JsonObject,
): Promise<Misfits> {
  const check = schemas.compile(schema);
  const misfits: Misfit[] = [];
  let misfitCount = 0;
  const nextTurn = turns();
  for (let after: string | undefined; ; ) {
    const { nodes, hasNextPage } = await collections.listItems(id, pageSize, after);
    for (const { key, metadata } of nodes) {
      await nextTurn();
      const problem = check(metadata);
      if (problem === undefined) continue;
      misfitCount++;
      if (misfits.length < shownMisfits) misfits.push({ key, problem });
    }
    if (!hasNextPage) return { misfitCount, misfits };
    after = nodes.at(-1)!.id;
  }
}

function refused(name: string, { misfitCount, misfits }: Misfits): DomainError {
  const examples = misfits
    .slice(0, 3)
    .map(({ key, problem }) => `${key}: ${problem}`)
    .join('; ');
  return new DomainError(
    'INVALID_INPUT',
    `${misfitCount} items of the collection ${name} do not fit this metadata schema (${examples}).`,
    {
      remedy: 'Correct them first, or pass misfits: KEEP, which leaves them as they are.',
      details: { misfitCount, misfits },
    },
  );
}
