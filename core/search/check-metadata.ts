import { DomainError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Collection } from '../ports/collections.ts';
import type { MetadataSchemas } from '../ports/metadata-schemas.ts';
import { turns } from './turns.ts';

/** The same items, with an error in the place of each whose metadata the collection's schema does not allow. */
export async function checkMetadata<Item extends { readonly metadata: JsonObject }>(
  schemas: MetadataSchemas,
  { metadataSchema }: Collection,
  items: readonly (Item | DomainError)[],
): Promise<readonly (Item | DomainError)[]> {
  if (metadataSchema === null) return items;
  const check = schemas.compile(metadataSchema);
  const checked: (Item | DomainError)[] = [];
  const nextTurn = turns();
  for (const item of items) {
    const misfit = item instanceof DomainError ? undefined : check(item.metadata);
    checked.push(misfit === undefined ? item : misfitting(misfit));
    await nextTurn();
  }
  return checked;
}

function misfitting(misfit: string): DomainError {
  return new DomainError('INVALID_INPUT', `The metadata does not fit the collection's schema: ${misfit}.`);
}
